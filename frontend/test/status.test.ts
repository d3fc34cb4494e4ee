import assert from "node:assert/strict";
import { test } from "node:test";
import { STATUSES, mayMove, nextSteps, way } from "../src/features/list_items/status";

test("a gift takes only the steps of the contract", () => {
  const allowed = STATUSES.flatMap((from) => nextSteps(from).map((to) => `${from} ${to}`));
  assert.deepEqual(allowed, [
    "idea selected",
    "idea purchased",
    "selected idea",
    "selected purchased",
    "purchased selected",
    "purchased received",
    "received purchased",
  ]);
  assert.equal(mayMove("idea", "received"), false);
});

test("a move is undone in allowed steps, even where there is no step straight back", () => {
  assert.deepEqual(way("purchased", "idea"), ["selected", "idea"]);
  assert.deepEqual(way("received", "purchased"), ["purchased"]);
  assert.deepEqual(way("idea", "idea"), []);
  for (const from of STATUSES) for (const to of STATUSES) assert.equal(way(from, to).at(-1) ?? from, to);
});
