import assert from "node:assert/strict";
import { test } from "node:test";
import { elapsed, daysBetween } from "../src/core/days";
import { nextBirthday, readInterests, readSizes, writeSizes } from "../src/features/persons/facts";

test("days are counted without hours", () => {
  assert.equal(daysBetween("2026-03-28", "2026-03-30"), 2); // the clocks change in between
  assert.equal(daysBetween("2026-12-24", "2026-12-24"), 0);
  assert.equal(daysBetween("2026-12-24", "2026-12-23"), -1);
});

test("a birthday comes once a year, and that of 29 February too", () => {
  assert.deepEqual(nextBirthday("2014-12-19", "2026-12-19"), { date: "2026-12-19", turns: 12 });
  assert.deepEqual(nextBirthday("2014-12-19", "2026-12-20"), { date: "2027-12-19", turns: 13 });
  assert.deepEqual(nextBirthday("1984-02-29", "2026-11-22"), { date: "2027-02-28", turns: 43 });
  assert.deepEqual(nextBirthday("1984-02-29", "2027-11-22"), { date: "2028-02-29", turns: 44 });
});

test("what is typed about a person comes back as it was", () => {
  const sizes = { Shoes: "37", "T-shirt": "152" };
  assert.deepEqual(readSizes(writeSizes(sizes)), sizes);
  assert.deepEqual(readSizes("Shoes: 37\n\n  \nRing"), { Shoes: "37", Ring: "" });
  assert.deepEqual(readInterests("Lego, climbing,, Lego "), ["Lego", "climbing"]);
});

test("how long something is over is said in the unit one would use", () => {
  const minute = 60_000;
  assert.equal(elapsed(-5 * minute, 0), "now");
  assert.equal(elapsed(minute - 1, 0), "now");
  assert.deepEqual(elapsed(minute, 0), { count: 1, unit: "minute" });
  assert.deepEqual(elapsed(59 * minute, 1), { count: 59, unit: "minute" });
  assert.deepEqual(elapsed(20 * 60 * minute, 0), { count: 20, unit: "hour" });
  assert.deepEqual(elapsed(5 * 60 * minute, 1), { count: 5, unit: "hour" });
  assert.deepEqual(elapsed(20 * 60 * minute, 1), { count: 1, unit: "day" });
  assert.equal(elapsed(7 * 24 * 60 * minute, 7), "long");
});
