import assert from "node:assert/strict";
import { test } from "node:test";
import { createLive, type Live, type LiveEvent, type World } from "../src/core/live";

class Wire {
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.readyState = 3;
  }
  say(words: object): void {
    this.onmessage?.({ data: JSON.stringify(words) });
  }
  asked(): unknown[] {
    return this.sent.filter(({ action }) => action === "subscribe").map(({ topic, since }) => (since === undefined ? topic : [topic, since]));
  }
}

interface House {
  live: Live;
  wires: Wire[];
  events: LiveEvent[];
  stale: string[];
  renewed: () => number;
}

function house(own: Partial<World> = {}): House {
  const wires: Wire[] = [];
  const events: LiveEvent[] = [];
  const stale: string[] = [];
  let renewals = 0;
  const live = createLive({
    connect: () => {
      const wire = new Wire();
      wires.push(wire);
      return wire as unknown as WebSocket;
    },
    token: async () => "token",
    renew: async () => Boolean((renewals += 1)),
    onEvent: (event) => events.push(event),
    onStale: (topic) => stale.push(topic),
    random: () => 0,
    now: () => 1,
    ...own,
  });
  return { live, wires, events, stale, renewed: () => renewals };
}

const moment = (ms = 0) => new Promise((done) => setTimeout(done, ms));

async function signedIn(own: Partial<World> = {}): Promise<House & { wire: Wire }> {
  const made = house(own);
  made.live.start();
  await moment();
  const wire = made.wires[0] as Wire;
  wire.onopen?.();
  wire.say({ action: "authenticated" });
  return { ...made, wire };
}

test("the token is the first word, and topics follow when it was good", async () => {
  const { live, wires } = house();
  live.subscribe("list:1");
  live.start();
  await moment();
  const wire = wires[0] as Wire;
  wire.onopen?.();
  assert.deepEqual(wire.sent, [{ action: "auth", token: "token" }]);
  assert.equal(live.state.get(), "connecting");
  wire.say({ action: "authenticated" });
  assert.equal(live.state.get(), "live");
  assert.deepEqual(wire.asked(), ["list:1"]);
  live.stop();
});

test("a topic is asked for once, however many hold it, and let go after the last", async () => {
  const { live, wire } = await signedIn();
  const first = live.subscribe("list:1");
  const second = live.subscribe("list:1");
  assert.deepEqual(wire.asked(), ["list:1"]);
  first();
  first();
  await moment(150);
  assert.equal(wire.sent.some(({ action }) => action === "unsubscribe"), false);
  second();
  await moment(150);
  assert.deepEqual(wire.sent.at(-1), { action: "unsubscribe", topic: "list:1" });
  live.stop();
});

test("what was fetched before the first subscription is fetched again", async () => {
  const { live, wire, stale } = await signedIn();
  live.subscribe("list:1");
  wire.say({ action: "subscribed", topic: "list:1", cursor: "e-5" });
  assert.deepEqual(stale, ["list:1"]);
  live.stop();
});

test("after a break each topic goes on where it ended, and nothing is fetched that is not asked for", async () => {
  const { live, wire, wires, stale, events } = await signedIn();
  live.subscribe("list:1");
  live.subscribe("list:2");
  wire.say({ action: "subscribed", topic: "list:1", cursor: "e-5" });
  wire.say({ action: "subscribed", topic: "list:2", cursor: "e-5" });
  wire.say({ topic: "list:1", event: "UPDATED", cursor: "e-6", data: {} });
  stale.length = 0;
  wire.onclose?.({ code: 1001 });
  assert.equal(live.state.get(), "down");
  await moment(300);
  const next = wires[1] as Wire;
  next.onopen?.();
  next.say({ action: "authenticated" });
  assert.deepEqual(next.asked(), [
    ["list:1", "e-6"],
    ["list:2", "e-5"],
  ]);
  next.say({ action: "subscribed", topic: "list:1", cursor: "e-9" });
  next.say({ action: "resync", topic: "list:2", cursor: "e-9" });
  assert.deepEqual(stale, ["list:2"]);
  assert.equal(events.length, 1);
  live.stop();
});

test("an ended session is renewed before the socket comes back", async () => {
  const { live, wire, wires, renewed } = await signedIn();
  wire.onclose?.({ code: 4001 });
  await moment(20);
  assert.equal(renewed(), 1);
  assert.equal(wires.length, 2);
  live.stop();
});

test("an ended session that nobody renews now is asked for again, until somebody stops", async () => {
  for (const renew of [async () => false, async () => Promise.reject(new Error("no answer"))]) {
    const { live, wire, wires } = await signedIn({ renew });
    wire.onclose?.({ code: 4001 });
    await moment(20);
    assert.equal(wires.length, 1);
    await moment(300);
    assert.equal(wires.length, 2);
    wires[1]?.onclose?.({ code: 4001 });
    live.stop();
    await moment(700);
    assert.equal(wires.length, 2);
  }
});

test("a topic that is refused is fetched once, and not believed fresh", async () => {
  const { live, wire, stale } = await signedIn();
  live.subscribe("list:9");
  wire.say({ action: "error", topic: "list:9", error: { code: "NOT_FOUND", message: "unknown topic" } });
  assert.deepEqual(stale, ["list:9"]);
  assert.equal(live.heldSince("list:9"), Infinity);
  live.stop();
});

test("after stopping, nothing is heard and nothing comes back", async () => {
  const { live, wire, wires } = await signedIn();
  live.subscribe("list:1");
  live.stop();
  assert.equal(live.state.get(), "off");
  assert.equal(wire.readyState, 3);
  await moment(50);
  assert.equal(wires.length, 1);
});
