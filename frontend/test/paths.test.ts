import assert from "node:assert/strict";
import { test } from "node:test";
import { here, match } from "../src/core/paths";

test("an address is one of ours with and without a slash at its end", () => {
  assert.equal(here("/app"), "/");
  assert.equal(here("/app/"), "/");
  assert.equal(here("/app/lists/3/"), "/lists/3");
});

test("only numbers are ids", () => {
  assert.deepEqual(match("/lists/:id", "/lists/3"), { id: "3" });
  assert.equal(match("/lists/:id", "/lists/three"), null);
  assert.equal(match("/lists/:id", "/lists"), null);
  assert.equal(match("/lists", "/people"), null);
});
