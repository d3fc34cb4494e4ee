// From event to cache: each feature says what an event of its entity changes; this file does it gently.
import type { Query, QueryKey } from "@tanstack/query-core";
import type { LiveEvent } from "./live";
import { cache } from "./query";
import { listen, live } from "./socket";

const POLL_EVERY = 10_000;
const GATHER = 120; // many events at once become one request

type Rule = (event: LiveEvent) => void;
const rules = new Map<string, Rule>();

/** What an event about `entity` does; a feature's `data.ts` says it once. */
export function onEvent(entity: string, rule: Rule): void {
  rules.set(entity, rule);
}

const always: Rule[] = [];

/** What every event does, of whatever entity: for what is made out of many. */
export function onAnyEvent(rule: Rule): void {
  always.push(rule);
}

let staleKeys: QueryKey[] = [];
let gathering = 0;

/** Everything under `key` is fetched again soon, if somebody looks at it; else when somebody does. */
export function stale(key: QueryKey): void {
  staleKeys.push(key);
  gathering ||= window.setTimeout(() => {
    const keys = staleKeys;
    staleKeys = [];
    gathering = 0;
    const unique = new Map(keys.map((one) => [JSON.stringify(one), one]));
    for (const queryKey of unique.values()) {
      for (const query of cache.getQueryCache().findAll({ queryKey })) afterFetch(query, () => refetch(query));
    }
  }, GATHER);
}

function refetch(query: Query): void {
  void cache.invalidateQueries({ queryKey: query.queryKey, exact: true });
}

/** An answer on its way may be older than the event: it is let through, and asked for once more. */
function afterFetch(query: Query, then: () => void): void {
  if (query.state.fetchStatus === "idle") then();
  else void Promise.resolve(query.promise).catch(() => undefined).then(then);
}

/** Changes what the cache holds under exactly `key`, where it holds something. */
export function patch<T>(key: QueryKey, change: (held: T) => T): void {
  const query = cache.getQueryCache().find({ queryKey: key, exact: true });
  if (!query) return;
  if (query.state.fetchStatus !== "idle") afterFetch(query, () => refetch(query));
  cache.setQueryData<T>(key, (held) => (held === undefined ? held : change(held)));
}

function staleTopic(topic: string): void {
  for (const query of cache.getQueryCache().findAll()) {
    const topics = query.meta?.["topics"] as string[] | undefined;
    if (topics?.includes(topic)) stale(query.queryKey);
  }
}

listen({
  event(event) {
    const rule = rules.get(event.data.entity);
    if (rule) rule(event);
    else staleTopic(event.topic);
    for (const one of always) one(event);
  },
  stale: staleTopic,
});

/** While the socket is down, what is on the screen is fetched again every ten seconds. */
let polling = 0;
live.state.watch(() => {
  const down = live.state.get() === "down" || live.state.get() === "connecting";
  if (down && !polling) {
    polling = window.setInterval(() => {
      if (document.visibilityState === "visible") void cache.invalidateQueries();
    }, POLL_EVERY);
  } else if (!down && polling) {
    clearInterval(polling);
    polling = 0;
  }
});
