// The time, as often as a sentence such as "5 minutes ago" needs it.
import { store } from "./store";

const EVERY = 20_000;

export const now = store(Date.now());

if (typeof document !== "undefined") {
  setInterval(() => document.visibilityState === "visible" && now.set(Date.now()), EVERY);
}
