import assert from "node:assert/strict";
import { test } from "node:test";
import { drafted, notYetSaid } from "../src/features/comments/drafts";

const on = { type: "list_item", id: 7 };
const ME = 2;
const said = (id: number, content: string, author: number | null = ME) => ({ id, content, author: { id: author } });

test("a draft stands until its comment has come, whichever way it comes first", () => {
  const known = [said(4, "Yes")];
  const draft = drafted(on, "Yes", "family", known);
  assert.deepEqual(notYetSaid([draft], on, known, ME), [draft]);
  assert.deepEqual(notYetSaid([draft], on, [...known, said(5, "Yes")], ME), []);
});

test("what somebody else says in the same words is not one's own draft", () => {
  const draft = drafted(on, "Yes", "family", []);
  assert.deepEqual(notYetSaid([draft], on, [said(5, "Yes", 3), said(6, "Yes", null)], ME), [draft]);
});

test("the same words twice are two comments", () => {
  const drafts = [drafted(on, "!", "family", []), drafted(on, "!", "family", [])];
  assert.equal(notYetSaid(drafts, on, [said(5, "!")], ME).length, 1);
  assert.equal(notYetSaid(drafts, on, [said(5, "!"), said(6, "!")], ME).length, 0);
});

test("a draft belongs to the thing that it was written about", () => {
  assert.deepEqual(notYetSaid([drafted(on, "Yes", "family", [])], { type: "gift", id: 7 }, [], ME), []);
});
