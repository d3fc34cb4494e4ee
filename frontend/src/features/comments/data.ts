// What is said about a person, an occasion, a list, a gift or what stands on a list.
import { call, type Body, type Row } from "../../core/api";
import { glow } from "../../core/glow";
import { PAGE, everyPage } from "../../core/pages";
import { pending } from "../../core/pending";
import { cache, type Source } from "../../core/query";
import { currentMe } from "../../core/session";
import { store } from "../../core/store";
import { onEvent, patch } from "../../core/sync";
import { oneListKey, type ListDetail } from "../lists/data";
import { drafted, type Draft } from "./drafts";

export type Comment = Row<"GET /comments">;
export type CommentChange = Body<"PUT /comments/{id}">;
export type CommentVisibility = Comment["visibility"];

export interface Parent {
  type: Comment["parent_type"];
  id: number;
}

const threadKey = ({ type, id }: Parent) => ["comments", "on", type, id];
const listKey = (list: number) => ["comments", "items", list];

/** What was said about one thing, the oldest first. */
export const thread = (on: Parent): Source<Comment[]> => ({
  key: threadKey(on),
  fetch: (signal) => everyPage((from) => call("GET /comments", { query: { ...from, parent_type: [on.type], parent_id: [on.id] }, signal })),
  topics: [`comments:${on.type}:${on.id}`],
});

/** What was said about all that stands on a list, in one request: how much, its cards tell. */
export const talkOnItems = (list: number): Source<Comment[]> => ({
  key: listKey(list),
  fetch: async (signal) => {
    const ids = cache.getQueryData<ListDetail>(oneListKey(list))?.items.map((item) => item.id) ?? [];
    const rows: Comment[] = [];
    for (let at = 0; at < ids.length; at += PAGE) {
      const parent_id = ids.slice(at, at + PAGE);
      rows.push(...(await everyPage((from) => call("GET /comments", { query: { ...from, parent_type: ["list_item"], parent_id }, signal }))));
    }
    return rows;
  },
  topics: [`list:${list}`],
});

/** Changes of comments that are on their way. */
export const underWay = pending<Comment>();
/** What was written here and that the server has not answered yet. */
export const drafts = store<readonly Draft[]>([]);

/** Under which names the cache holds what is said about `on`. */
function keysOf(on: Parent): unknown[][] {
  const keys: unknown[][] = [threadKey(on)];
  if (on.type !== "list_item") return keys;
  for (const { queryKey } of cache.getQueryCache().findAll({ queryKey: ["comments", "items"] })) {
    const list = queryKey[2] as number;
    if (cache.getQueryData<ListDetail>(oneListKey(list))?.items.some((item) => item.id === on.id)) keys.push(listKey(list));
  }
  return keys;
}

/** Puts the row where it belongs; an older one than is there already changes nothing. Says whether it was new. */
function put(row: Comment): boolean {
  let isNew = false;
  for (const key of keysOf({ type: row.parent_type, id: row.parent_id })) {
    patch<Comment[]>(key, (rows) => {
      const held = rows.find((one) => one.id === row.id);
      if (held && held.version >= row.version) return rows;
      isNew ||= held === undefined;
      return held ? rows.map((one) => (one.id === row.id ? row : one)) : [...rows, row].sort((a, b) => a.id - b.id);
    });
  }
  return isNew;
}

function take(id: number): void {
  for (const { queryKey, state } of cache.getQueryCache().findAll({ queryKey: ["comments"] })) {
    if ((state.data as Comment[] | undefined)?.some((one) => one.id === id)) {
      patch<Comment[]>(queryKey, (rows) => rows.filter((one) => one.id !== id));
    }
  }
}

/** Shown at once; taken back where the server refuses it. */
export async function say(on: Parent, content: string, visibility: CommentVisibility): Promise<void> {
  const known = cache.getQueryData<Comment[]>(threadKey(on)) ?? [];
  const draft = drafted(on, content, visibility, known);
  drafts.set([...drafts.get(), draft]);
  try {
    put((await call("POST /comments", { body: { parent_type: on.type, parent_id: on.id, content, visibility } })).data);
  } finally {
    drafts.set(drafts.get().filter((one) => one !== draft));
  }
}

export function changeComment(comment: Comment, change: CommentChange): Promise<void> {
  return underWay.send(comment.id, change, async () => {
    put((await call("PUT /comments/{id}", { path: { id: comment.id }, body: change })).data);
  });
}

export async function deleteComment(comment: Comment): Promise<void> {
  await call("DELETE /comments/{id}", { path: { id: comment.id } });
  take(comment.id);
}

onEvent("comment", ({ event, data: { entity_id, payload, user_id } }) => {
  if (event === "DELETED") return take(Number(entity_id));
  const row = payload as unknown as Comment;
  if (!put(row) || Number(user_id) === currentMe()?.id) return;
  glow("comment", row.id);
  glow(row.parent_type, row.parent_id);
});
