// What happened, in English.
import type { Entity, Happening } from "../features/activity/data";

const ACTS: Record<Happening, string> = { ADDED: "added", UPDATED: "changed", DELETED: "deleted", STATUS_CHANGED: "moved", ASSIGNED: "assigned", COMMENT_ADDED: "commented on" };

const DID: Record<string, [before: string, after: string]> = {
  "ADDED list": ["started the list", ""],
  "UPDATED list": ["changed the list", ""],
  "DELETED list": ["deleted the list", ""],
  "ADDED gift": ["added the gift", ""],
  "UPDATED gift": ["changed the gift", ""],
  "DELETED gift": ["deleted the gift", ""],
  "ADDED list_item": ["put", "on a list"],
  "DELETED list_item": ["took", "off a list"],
  "UPDATED comment": ["changed a comment on", ""],
  "DELETED comment": ["deleted a comment on", ""],
  "ADDED occasion": ["added the occasion", ""],
  "ADDED tag": ["made the tag", ""],
  "UPDATED tag": ["changed the tag", ""],
  "DELETED tag": ["deleted the tag", ""],
  "ADDED user": ["made an account for", ""],
  "UPDATED user": ["changed the account of", ""],
  "DELETED user": ["removed the account of", ""],
};

export const activity = {
  title: "What happened",
  who: "Who",
  everybody: "Everybody",
  what: "What",
  everything: "Everything",
  kinds: { person: "People", occasion: "Occasions", list: "Lists", gift: "Gifts", list_item: "Gifts on lists", comment: "Comments", tag: "Tags", user: "Accounts" } as Record<Entity, string>,
  emptyTitle: "Nothing happened yet",
  emptyText: "What you and the others do is told here. Surprises are told to nobody they are kept from.",
  noneFound: "Nothing of that kind",
  noneFoundText: "Choose somebody else, or everything.",
  /** The words before and behind the name of the thing. */
  did: (action: Happening, entity: Entity): [before: string, after: string] => DID[`${action} ${entity}`] ?? [ACTS[action], ""],
};
