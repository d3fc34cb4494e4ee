// The accounts of the house: who can take care of a gift.
import { call, type Row } from "../../core/api";
import type { Source } from "../../core/query";
import { currentMe, readMe } from "../../core/session";
import { onEvent, stale } from "../../core/sync";

export type ShortUser = Row<"GET /users">;

export const users: Source<ShortUser[]> = {
  key: ["users"],
  fetch: async (signal) => (await call("GET /users", { query: { limit: 200 }, signal })).data,
  topics: ["users:all"],
};

export async function renameMe(name: string): Promise<void> {
  const me = currentMe();
  if (!me) return;
  await call("PUT /users/{id}", { path: { id: me.id }, body: { name } });
  await readMe();
  stale(["users"]);
}

/** Shown at once wherever the face stands. */
export async function changeMyPicture(avatar_url: string | null): Promise<void> {
  const me = currentMe();
  if (!me) return;
  await call("PUT /users/{id}", { path: { id: me.id }, body: { avatar_url } });
  await readMe();
  stale(["users"]);
}

onEvent("user", ({ data: { entity_id } }) => {
  stale(["users"]);
  stale(["lists"]); // their names stand on lists and cards
  if (Number(entity_id) === currentMe()?.id) void readMe().catch(() => undefined);
});
