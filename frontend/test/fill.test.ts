import assert from "node:assert/strict";
import { test } from "node:test";
import { addressIn, fill, isAddress } from "../src/features/gifts/fill";

const PAGE = "https://shop.example/castle?from=mail";
const found = { name: "Castle", price: "79.99" };
const empty = { name: "", url: "", price: "" };

test("an address is one with a host, and only as a whole", () => {
  assert.equal(isAddress(PAGE), true);
  assert.equal(isAddress("https://shop"), false);
  assert.equal(isAddress("see https://shop.example/castle"), false);
  assert.equal(isAddress("Castle"), false);
});

test("the address is found where it was pasted", () => {
  assert.equal(addressIn({ ...empty, url: PAGE }), PAGE);
  assert.equal(addressIn({ ...empty, name: ` ${PAGE} ` }), PAGE);
  assert.equal(addressIn({ ...empty, name: "Castle" }), "");
});

test("an address pasted as the name becomes the link, and the name is the page's", () => {
  assert.deepEqual(fill({ ...empty, name: PAGE }, PAGE, found, {}), { name: "Castle", url: PAGE, price: "79.99" });
});

test("what somebody wrote is never overwritten", () => {
  const written = { name: "The big one", url: PAGE, price: "60" };
  assert.deepEqual(fill(written, PAGE, found, {}), written);
  assert.deepEqual(fill({ ...written, url: "https://other.example/" }, PAGE, found, {}), { ...written, url: "https://other.example/" });
});

test("what the last page filled in gives way to the next, unless somebody changed it", () => {
  const filled = fill({ ...empty, url: PAGE }, PAGE, found, {});
  const tower = "https://shop.example/tower";
  const next = { name: "Tower", price: null };
  assert.deepEqual(fill({ ...filled, url: tower }, tower, next, filled), { name: "Tower", url: tower, price: "" });
  assert.deepEqual(fill({ ...filled, name: "My castle", url: tower }, tower, next, filled), { name: "My castle", url: tower, price: "" });
});
