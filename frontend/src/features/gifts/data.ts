// Every gift that was ever thought of, to be found again.
import { call, type Body, type Row } from "../../core/api";
import type { Source } from "../../core/query";
import { onEvent, stale } from "../../core/sync";
import { giftChanged, type Item } from "../list_items/data";

export type Gift = Row<"GET /gifts">;
export type NewGift = Body<"POST /gifts">;
export type GiftFields = Body<"PUT /gifts/{id}">;
export type Sort = "recent" | "name" | "price" | "-price";

export interface GiftPage {
  gifts: Gift[];
  more: boolean;
}

const MOST = 200; // what one page of the API holds

/** The first `count` gifts that fit; "show more" asks for more of the same. */
export const gifts = (search: string, tag: string[], sort: Sort, count: number): Source<GiftPage> => ({
  key: ["gifts", "found", search, tag, sort, count],
  fetch: async (signal) => {
    const page = await call("GET /gifts", { query: { sort, tag, limit: Math.min(count, MOST), ...(search ? { search } : {}) }, signal });
    return { gifts: page.data, more: page.pagination.has_more && count < MOST };
  },
  topics: ["gifts:all"],
});

export const oneGift = (id: number): Source<Gift> => ({
  key: ["gifts", "one", id],
  fetch: async (signal) => (await call("GET /gifts/{id}", { path: { id }, signal })).data,
  topics: [`gift:${id}`],
});

/** A few for a field with suggestions. */
export const suggestedGifts = (search: string): Source<Gift[]> => ({
  key: ["gifts", "suggested", search],
  fetch: async (signal) => (await call("GET /gifts", { query: { search, limit: 6 }, signal })).data,
});

export async function createGift(body: NewGift): Promise<void> {
  await call("POST /gifts", { body });
  stale(["gifts"]);
}

export async function changeGift(id: number, body: GiftFields, ifVersion?: number): Promise<void> {
  const row = (await call("PUT /gifts/{id}", { path: { id }, body, ...(ifVersion === undefined ? {} : { ifVersion }) })).data;
  giftChanged(row);
  stale(["gifts"]);
}

/** Refused (409) while lists hold it, unless `force`, which takes it off them. */
export async function deleteGift(id: number, force: boolean): Promise<void> {
  await call("DELETE /gifts/{id}", { path: { id }, query: force ? { force } : {} });
  stale(["gifts"]);
  if (force) stale(["lists"]);
}

onEvent("gift", ({ event, data: { payload } }) => {
  if (event === "UPDATED") giftChanged(payload as unknown as Item["gift"]);
  if (event === "DELETED") stale(["lists", "one"]);
  stale(["gifts"]);
});
