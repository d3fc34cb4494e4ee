// The socket of this page, bound to the browser: its address, the session, sleep and wake.
import type { LiveEvent } from "./live";
import { createLive } from "./live";
import { freshToken, renew } from "./session";

type Hearing = { event(event: LiveEvent): void; stale(topic: string): void };

let hearing: Hearing = { event: () => undefined, stale: () => undefined };

/** Says who turns events into changes of the cache: `sync`, once. */
export function listen(to: Hearing): void {
  hearing = to;
}

export const live = createLive({
  connect: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`),
  token: freshToken,
  renew: async () => renew(await freshToken()),
  onEvent: (event) => hearing.event(event),
  onStale: (topic) => hearing.stale(topic),
  random: Math.random,
  now: Date.now,
});

if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && live.nudge());
  window.addEventListener("online", () => live.nudge());
}
