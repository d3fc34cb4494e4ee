// The words that gifts and people are tagged with.
import { call, type Body, type Row } from "../../core/api";
import { everyPage } from "../../core/pages";
import type { Source } from "../../core/query";
import { onEvent, stale } from "../../core/sync";

export type Tag = Row<"GET /tags">;
export type TagChange = Body<"PUT /tags/{id}">;

export const tags: Source<Tag[]> = {
  key: ["tags"],
  fetch: (signal) => everyPage((query) => call("GET /tags", { query, signal })),
  topics: ["tags:all"],
};

/** They stand on gifts and people. */
function changed(): void {
  stale(tags.key);
  stale(["gifts"]);
  stale(["persons"]);
}

export async function changeTag(id: number, body: TagChange): Promise<void> {
  await call("PUT /tags/{id}", { path: { id }, body });
  changed();
}

/** It is taken off everything that has it. */
export async function deleteTag(id: number): Promise<void> {
  await call("DELETE /tags/{id}", { path: { id } });
  changed();
}

onEvent("tag", changed);
