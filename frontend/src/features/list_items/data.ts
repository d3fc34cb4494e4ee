// What stands on a list: reading is part of the list, writing and hearing are here.
import { call, type Body, type Data } from "../../core/api";
import { glow } from "../../core/glow";
import { pending } from "../../core/pending";
import { cache } from "../../core/query";
import { currentMe } from "../../core/session";
import { onEvent, patch, stale } from "../../core/sync";
import { oneListKey, type ListDetail } from "../lists/data";
import type { Status } from "./status";

export type Item = Data<"GET /lists/{id}">["items"][number];
export type NewItem = Body<"POST /lists/{id}/items">;
export type ItemChange = Body<"PUT /list-items/{id}">;

/** Moves and assignments that are on their way. */
export const underWay = pending<Item>();

/** Puts the row, as the server gave it, on its list; an older one than is there already changes nothing. */
function put(row: Item): boolean {
  let changed = false;
  patch<ListDetail>(oneListKey(row.list_id), (list) => {
    const held = list.items.find((item) => item.id === row.id);
    if (held && held.version >= row.version) return list;
    changed = true;
    const items = held ? list.items.map((item) => (item.id === row.id ? row : item)) : [...list.items, row];
    return { ...list, items };
  });
  return changed;
}

function take(id: number): void {
  for (const query of cache.getQueryCache().findAll({ queryKey: ["lists", "one"] })) {
    const list = query.state.data as ListDetail | undefined;
    if (list?.items.some((item) => item.id === id)) {
      patch<ListDetail>(query.queryKey, (held) => ({ ...held, items: held.items.filter((item) => item.id !== id) }));
    }
  }
}

export async function addItem(list: number, body: NewItem): Promise<void> {
  put((await call("POST /lists/{id}/items", { path: { id: list }, body })).data);
  stale(["gifts"]);
}

/** Only the fields that `body` has: so two who edit different ones do not meet. */
export async function changeItem(id: number, body: ItemChange): Promise<void> {
  put((await call("PUT /list-items/{id}", { path: { id }, body })).data);
}

export async function setPrice(item: Item, actual_price: string | null): Promise<void> {
  await changeItem(item.id, { actual_price });
}

export function moveItem(item: Item, status: Status): Promise<void> {
  return underWay.send(item.id, { status }, async () => {
    put((await call("PUT /list-items/{id}/status", { path: { id: item.id }, body: { status } })).data);
  });
}

export interface Assignee {
  id: number;
  name: string;
  avatar_url: string | null;
}

export function assignItem(item: Item, to: Assignee | null): Promise<void> {
  return underWay.send(item.id, { assigned_to: to?.id ?? null, assignee: to }, async () => {
    put((await call("PUT /list-items/{id}/assign", { path: { id: item.id }, body: { user_id: to?.id ?? null } })).data);
  });
}

export async function deleteItem(item: Item): Promise<void> {
  await call("DELETE /list-items/{id}", { path: { id: item.id } });
  take(item.id);
  // For the others a wish that was taken already stays: what is here now, the server says.
  stale(oneListKey(item.list_id));
}

onEvent("list_item", ({ event, data: { entity_id, payload, user_id } }) => {
  const id = Number(entity_id);
  if (event === "DELETED") return take(id);
  const row = payload as unknown as Item;
  const mine = Number(user_id) === currentMe()?.id && underWay.has(id);
  if (put(row) && !mine && Number(user_id) !== currentMe()?.id) glow("list_item", id);
  stale(["occasions", "one"]);
  stale(["persons", "one"]);
});

/** Keeps the names and pictures on boards in step with the gifts themselves. */
export function giftChanged(gift: Item["gift"]): void {
  for (const query of cache.getQueryCache().findAll({ queryKey: ["lists", "one"] })) {
    const list = query.state.data as ListDetail | undefined;
    if (!list?.items.some((item) => item.gift_id === gift.id)) continue;
    const { id, name, image_url, price, url } = gift;
    patch<ListDetail>(query.queryKey, (held) => ({
      ...held,
      items: held.items.map((item) => (item.gift_id === gift.id ? { ...item, gift: { ...item.gift, id, name, image_url, price, url } } : item)),
    }));
  }
}
