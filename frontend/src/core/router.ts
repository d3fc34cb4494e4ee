// Addresses and screens: history routing under /app, one screen at a time, each fetched when it is first needed.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { BASE, here, match, type Params } from "./paths";
import { store } from "./store";

export { BASE, here, type Params };

export type Screen = ComponentType<{ params: Params }>;
export interface Route {
  /** As in `/lists/:id`. */
  path: string;
  load: () => Promise<{ default: Screen }>;
}

export const path = store(typeof location === "undefined" ? "/" : here());
const left = new Map<string, number>(); // how far down each address was left

function arrive(scroll: number): void {
  path.set(here());
  requestAnimationFrame(() => window.scrollTo(0, scroll));
}

export function go(to: string, replace = false): void {
  left.set(location.pathname, window.scrollY);
  if (BASE + to !== location.pathname + location.search) history[replace ? "replaceState" : "pushState"](null, "", BASE + to);
  arrive(0);
}

/** Follows the browser's own buttons, and links of ours that were plainly clicked. */
export function startRouter(): void {
  history.scrollRestoration = "manual";
  window.addEventListener("popstate", () => arrive(left.get(location.pathname) ?? 0));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.<HTMLAnchorElement>("a[href]");
    if (!link || link.target || link.origin !== location.origin || !link.pathname.startsWith(BASE + "/")) return;
    event.preventDefault();
    go(link.pathname.slice(BASE.length) + link.search);
  });
}

export function find(routes: Route[], at: string): { route: Route; params: Params } | null {
  for (const route of routes) {
    const params = match(route.path, at);
    if (params) return { route, params };
  }
  return null;
}

const loaded = new Map<Route, Screen>();

/** Fetches a screen's code; the second time it is there at once. */
export async function load(route: Route): Promise<Screen> {
  const screen = loaded.get(route) ?? (await route.load()).default;
  loaded.set(route, screen);
  return screen;
}

export interface Shown {
  screen: Screen;
  params: Params;
  /** The address it stands for: another one is another screen, with a state of its own. */
  at: string;
}

/** The screen to show. While the next one's code is on its way, the last one stays. */
export function useScreen(routes: Route[], at: string): Shown | "missing" | "failed" | null {
  const [shown, show] = useState<Shown | "missing" | "failed" | null>(null);
  useEffect(() => {
    const found = find(routes, at);
    if (!found) return show("missing");
    const ready = loaded.get(found.route);
    if (ready) return show({ screen: ready, params: found.params, at });
    let current = true;
    load(found.route).then(
      (screen) => current && show({ screen, params: found.params, at }),
      () => current && show("failed"),
    );
    return () => {
      current = false;
    };
  }, [at]);
  return shown;
}
