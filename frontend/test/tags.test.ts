import assert from "node:assert/strict";
import { test } from "node:test";
import { hasTag, suggested, withTags, withoutTag } from "../src/features/tags/words";

test("a tag is the same however it is written", () => {
  assert.equal(hasTag(["Lego"], " LEGO "), true);
  assert.deepEqual(withTags(["Lego"], "lego, board  games,,Lego"), ["Lego", "board games"]);
  assert.deepEqual(withoutTag(["Lego", "books"], "lego"), ["books"]);
});

test("those that begin with what is typed are offered first, and none that is there already", () => {
  const all = ["board games", "games", "garden", "books"];
  assert.deepEqual(suggested(all, [], "ga", 6), ["games", "garden", "board games"]);
  assert.deepEqual(suggested(all, ["GAMES"], "ga", 1), ["garden"]);
  assert.deepEqual(suggested(all, [], "", 2), ["board games", "games"]);
});
