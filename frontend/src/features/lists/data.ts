// Lists: what they are, where they are read and written, what is heard about them.
import { call, type Body, type Data, type Row } from "../../core/api";
import { everyPage } from "../../core/pages";
import type { Source } from "../../core/query";
import { cache } from "../../core/query";
import { onEvent, patch, stale } from "../../core/sync";

export type List = Row<"GET /lists">;
export type ListDetail = Data<"GET /lists/{id}">;
export type Visibility = List["visibility"];
export type ListType = List["type"];
export type NewList = Body<"POST /lists">;
export type ListChange = Body<"PUT /lists/{id}">;

export const lists: Source<List[]> = {
  key: ["lists", "all"],
  fetch: (signal) => everyPage((query) => call("GET /lists", { query, signal })),
  topics: ["lists:all"],
};

export const oneListKey = (id: number) => ["lists", "one", id];

export const oneList = (id: number): Source<ListDetail> => ({
  key: oneListKey(id),
  fetch: async (signal) => (await call("GET /lists/{id}", { path: { id }, signal })).data,
  // Its gifts' names and pictures stand on the board, so a change of a gift is heard too.
  topics: [`list:${id}`, "gifts:all"],
});

export async function createList(body: NewList): Promise<ListDetail> {
  const made = (await call("POST /lists", { body })).data;
  cache.setQueryData(oneListKey(made.id), made);
  stale(["lists", "all"]);
  stale(["persons"]);
  stale(["occasions"]);
  return made;
}

export async function changeList(id: number, body: ListChange, ifVersion: number): Promise<void> {
  await call("PUT /lists/{id}", { path: { id }, body, ifVersion });
  stale(["lists"]);
  stale(["persons"]);
  stale(["occasions"]);
}

export async function deleteList(id: number): Promise<void> {
  await call("DELETE /lists/{id}", { path: { id } });
  cache.removeQueries({ queryKey: oneListKey(id) });
  stale(["lists", "all"]);
  stale(["persons"]);
  stale(["occasions"]);
}

onEvent("list", ({ event, data: { entity_id, payload } }) => {
  const id = Number(entity_id);
  if (event === "UPDATED") {
    patch<ListDetail>(oneListKey(id), (held) => (Number(payload["version"]) >= held.version ? { ...held, ...payload } : held));
    patch<List[]>(lists.key, (rows) => rows.map((row) => (row.id === id ? { ...row, ...payload } : row)));
  } else {
    stale(oneListKey(id));
    stale(lists.key);
  }
  // The pages of people and occasions show their lists.
  stale(["persons", "one"]);
  stale(["occasions", "one"]);
});
