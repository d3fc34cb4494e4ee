// The one socket. It holds the topics that screens look at, comes back by itself, and misses nothing:
// each topic is taken up again where it ended (`since`), or its subject is fetched anew (`resync`).
import { store, type Store } from "./store";

export interface LiveEvent {
  topic: string;
  event: "ADDED" | "UPDATED" | "DELETED" | "STATUS_CHANGED" | "ASSIGNED" | "COMMENT_ADDED";
  cursor: string;
  data: { entity: string; entity_id: string; payload: { id: number } & Record<string, unknown>; user_id: string | null; timestamp: string };
}

export interface Watcher {
  id: number | null;
  name: string;
  avatar_url: string | null;
}

type Incoming =
  | LiveEvent
  | { action: "authenticated" | "pong" }
  | { action: "error"; topic?: string }
  | { action: "subscribed" | "resync"; topic: string; cursor: string }
  | { action: "unsubscribed"; topic: string }
  | { action: "presence"; topic: string; users: Watcher[] };

/** What the socket needs from the world; a test brings its own. */
export interface World {
  connect(): WebSocket;
  token(): Promise<string | null>;
  /** The server ended the session (4001): true when there is a new token. Where the session is over, `stop` is called. */
  renew(): Promise<boolean>;
  onEvent(event: LiveEvent): void;
  /** The topic is heard from now on, but what was fetched before may be older: fetch its subject again. */
  onStale(topic: string): void;
  random(): number;
  now(): number;
}

export type LiveState = "off" | "connecting" | "live" | "down";

export interface Live {
  state: Store<LiveState>;
  presence: Store<Record<string, Watcher[]>>;
  start(): void;
  stop(): void;
  /** Holds the topic until the returned function is called; any number may hold the same one. */
  subscribe(topic: string): () => void;
  /** Since when its events are heard without a gap; null where it is not held. */
  heldSince(topic: string): number | null;
  /** The page is looked at again, or the network is back: do not wait for a timer. */
  nudge(): void;
}

const PING_EVERY = 25_000;
const PONG_WITHIN = 8_000;
const OPEN_WITHIN = 10_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const SESSION_ENDED = 4001;
const OPEN = 1; // WebSocket.OPEN, which a test has not
const LET_GO_AFTER = 100; // one screen makes room for the next that wants the same topic

interface Held {
  count: number;
  /** Up to where its events are known. A cursor is a place in the stream of all events, so any recent one serves a new topic. */
  cursor: string | null;
  since: number;
}

export function createLive(world: World): Live {
  const state = store<LiveState>("off");
  const presence = store<Record<string, Watcher[]>>({});
  const topics = new Map<string, Held>();
  let socket: WebSocket | null = null;
  let running = false;
  let failures = 0;
  let latest: string | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  const say = (words: Record<string, unknown>) => {
    if (socket?.readyState === OPEN) socket.send(JSON.stringify(words));
  };

  function ask(topic: string, held: Held): void {
    say(held.cursor === null ? { action: "subscribe", topic } : { action: "subscribe", topic, since: held.cursor });
  }

  function hush(topic: string): void {
    const { [topic]: _gone, ...rest } = presence.get();
    presence.set(rest);
  }

  /** Without a sound from the server within `patience` the line is dead, whatever the browser believes. */
  function expect(patience: number): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => drop(0), patience);
  }

  function quiet(): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      say({ action: "ping" });
      expect(PONG_WITHIN);
    }, PING_EVERY);
  }

  function drop(code: number): void {
    clearTimeout(watchdog);
    const old = socket;
    socket = null;
    if (old) {
      old.onopen = old.onmessage = old.onclose = null;
      old.close();
    }
    presence.set({});
    if (!running) return;
    state.set("down");
    const pause = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE) * (0.5 + world.random() / 2);
    failures += 1;
    clearTimeout(again);
    if (code !== SESSION_ENDED) return later(pause);
    // Where there is no new token, either the session has ended and somebody calls `stop`, or nobody answered: try again.
    void world.renew().catch(() => false).then((renewed) => later(renewed && failures === 1 ? 0 : pause));
  }

  function later(pause: number): void {
    if (running) again = setTimeout(() => void open(), pause);
  }

  async function open(): Promise<void> {
    clearTimeout(again);
    if (!running || socket) return;
    if (state.get() !== "down") state.set("connecting");
    const token = await world.token().catch(() => null);
    if (!running || socket) return;
    if (token === null) return drop(0);
    const mine = world.connect();
    socket = mine;
    expect(OPEN_WITHIN);
    mine.onopen = () => say({ action: "auth", token });
    mine.onclose = ({ code }) => mine === socket && drop(code);
    mine.onmessage = ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as Incoming);
  }

  function hear(word: Incoming): void {
    quiet();
    if ("event" in word) {
      const held = topics.get(word.topic);
      if (!held) return; // let go meanwhile
      held.cursor = latest = word.cursor;
      world.onEvent(word);
    } else if (word.action === "authenticated") {
      failures = 0;
      state.set("live");
      for (const [topic, held] of topics) ask(topic, held);
    } else if (word.action === "subscribed" || word.action === "resync") {
      const held = topics.get(word.topic);
      latest = word.cursor;
      if (!held) return;
      // With a cursor of our own the server now sends what was missed, so ours stays until that has come.
      if (word.action === "resync" || held.cursor === null) {
        held.cursor = word.cursor;
        held.since = world.now();
        world.onStale(word.topic);
      }
    } else if (word.action === "error") {
      // Not to be heard (any more): a request will say what that means, a 404 most likely.
      const held = word.topic === undefined ? undefined : topics.get(word.topic);
      if (!held || word.topic === undefined) return;
      held.cursor = null;
      held.since = Infinity;
      world.onStale(word.topic);
    } else if (word.action === "presence") {
      if (topics.has(word.topic)) presence.set({ ...presence.get(), [word.topic]: word.users });
    }
  }

  return {
    state,
    presence,
    start() {
      if (running) return;
      running = true;
      failures = 0;
      void open();
    },
    stop() {
      running = false;
      clearTimeout(again);
      latest = null;
      for (const held of topics.values()) held.cursor = null;
      drop(0);
      state.set("off");
    },
    subscribe(topic) {
      const held = topics.get(topic) ?? { count: 0, cursor: latest, since: world.now() };
      held.count += 1;
      if (!topics.has(topic)) {
        topics.set(topic, held);
        if (state.get() === "live") ask(topic, held);
      }
      let released = false;
      return () => {
        if (released) return;
        released = true;
        setTimeout(() => {
          held.count -= 1;
          if (held.count > 0 || topics.get(topic) !== held) return;
          topics.delete(topic);
          hush(topic);
          if (state.get() === "live") say({ action: "unsubscribe", topic });
        }, LET_GO_AFTER);
      };
    },
    heldSince: (topic) => topics.get(topic)?.since ?? null,
    nudge() {
      if (!running) return;
      if (state.get() === "live") {
        say({ action: "ping" });
        expect(3_000);
      } else if (!socket) {
        failures = 0;
        void open();
      }
    },
  };
}
