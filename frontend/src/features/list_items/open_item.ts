// Which gift of a list is open, and on which side: what it is, or what was said about it.
import { useEffect, useState } from "preact/hooks";
import type { Item } from "./data";

export interface OpenItem {
  item: Item;
  side: "form" | "talk";
}

/** By the item's id: how many comments it has. */
export type Said = ReadonlyMap<number, number>;

/** `?item=7` at the address leads to that card, `?item=7&talk` to what was said about it. */
export function useOpenItem(items: readonly Item[]): [OpenItem | null, (open: OpenItem | null) => void] {
  const [open, show] = useState<OpenItem | null>(null);
  useEffect(() => {
    const asked = new URLSearchParams(location.search);
    const item = items.find((one) => one.id === Number(asked.get("item")));
    if (!item) return;
    // Once is enough: a reload or the way back shows the list.
    history.replaceState(history.state, "", location.pathname);
    if (asked.has("talk")) return show({ item, side: "talk" });
    const card = document.querySelector<HTMLElement>(`[data-card="${item.id}"]`);
    card?.scrollIntoView({ block: "center", inline: "center" });
    card?.querySelector<HTMLElement>(".card-title")?.focus({ preventScroll: true });
  }, []);
  return [open, show];
}
