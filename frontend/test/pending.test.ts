import assert from "node:assert/strict";
import { test } from "node:test";
import { pending } from "../src/core/pending";

interface Row {
  id: number;
  status: string;
  who: string;
}

const row: Row = { id: 7, status: "idea", who: "nobody" };

function later(): { done: Promise<void>; finish: () => void; fail: () => void } {
  let finish = () => {};
  let fail = () => {};
  const done = new Promise<void>((yes, no) => {
    finish = yes;
    fail = () => no(new Error("refused"));
  });
  return { done, finish, fail };
}

test("a change shows at once, and a refused one is gone again", async () => {
  const layers = pending<Row>();
  const answer = later();
  const sent = layers.send(7, { status: "selected" }, () => answer.done);
  assert.equal(layers.over(row).status, "selected");
  answer.fail();
  await assert.rejects(sent);
  assert.equal(layers.over(row).status, "idea");
  assert.equal(layers.has(7), false);
});

test("changes of one row are sent one after the other, and refusing one leaves the other", async () => {
  const layers = pending<Row>();
  const first = later();
  const order: string[] = [];
  const one = layers.send(7, { status: "selected" }, () => (order.push("status"), first.done));
  const two = layers.send(7, { who: "Ben" }, async () => void order.push("who"));
  assert.deepEqual(layers.over(row), { id: 7, status: "selected", who: "Ben" });
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(order, ["status"]); // the second waits for the answer to the first
  first.fail();
  await assert.rejects(one);
  assert.equal(layers.over(row).status, "idea");
  await two;
  assert.deepEqual(order, ["status", "who"]);
});
