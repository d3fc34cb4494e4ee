import assert from "node:assert/strict";
import { test } from "node:test";
import { minor, readMoney } from "../src/core/amount";

test("an amount is read as a person of any country types it", () => {
  const typed: [string, string | null | undefined][] = [
    ["24", "24.00"],
    ["24.9", "24.90"],
    ["24,90", "24.90"],
    ["1.234,50", "1234.50"],
    ["1,234.50", "1234.50"],
    ["1.234", "1234.00"],
    ["12.50 €", "12.50"],
    [",5", "0.50"],
    ["", null],
    ["  ", null],
    ["soon", undefined],
    [".", undefined],
  ];
  for (const [text, amount] of typed) assert.equal(readMoney(text), amount);
});

test("an amount is counted in whole minor units", () => {
  assert.equal(minor("79.99"), 7999);
  assert.equal(minor("0.10") + minor("0.20"), minor("0.30"));
  assert.equal(minor(null), 0);
});
