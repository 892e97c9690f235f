import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { comparisonWith, sortKey } from "./version_order.ts";

const compareTexts = (a: string, b: string) => comparisonWith(b)(a);
const compareUnits = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
const byKey = (a: string, b: string) =>
  compareUnits(sortKey([a]), sortKey([b]));

Deno.test("sortKey() sorts versions as versions, and before other texts", () => {
  const sorted = [
    "2.7",
    "2.7.18",
    "3.0",
    "3.9",
    "3.9.1",
    "3.10",
    "3.12.0.dev1",
    "3.12.0a1",
    "3.12.0a10",
    "3.12.0b2",
    "3.12.0rc1",
    "3.12.0",
    "3.12.0+local",
    "v3.13",
    "3.13.0-4-generic",
    "3.13.0-30-generic",
    "10",
    "",
    "15a4c1f2-7d0e-4f6b-9a33-0c5d8e21b7aa",
    "2e9b0d84-1c5f-4a7e-8b12-6f0a3d9c7e55",
    "Linux",
    "[1]",
    "alice",
    "é",
    "\uffff",
    "😀",
  ];
  const shuffled = sorted.toSorted(() =>
    0.5 - fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), 1)[0]!
  );
  assertEquals(shuffled.sort(byKey), sorted);
});

Deno.test("comparisonWith() holds 3.9 and 3.9.0 for the same version, and text for text", () => {
  assertEquals(compareTexts("3.9", "3.9.0"), 0);
  assertEquals(compareTexts("v3.9", "3.9"), 0);
  assert(compareTexts("x3.10", "x3.9") < 0);
  assertEquals(compareTexts("2.7.6 (default, Mar 22 2014)", "2.7.6"), 0);
  assert(compareTexts("3.10.0 (main)", "3.9") > 0);
  assert(compareTexts("3.9.0 (a)", "3.9.0 (b)") < 0);
  assert(compareTexts("2026-11-23T21:04:05Z", "2026-11-23T21:04:06Z") < 0);
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.stringMatching(/^v?\d{1,3}(\.\d{1,2}){0,2}(a|b|rc|dev|-|\+)?\d?$/),
  fc.string({ unit: fc.constantFrom("\0", "\x01", "1"), maxLength: 3 }),
);

Deno.test("sortKey() is a total order on any texts", () => {
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      assertEquals(Math.sign(byKey(a, b)), -Math.sign(byKey(b, a)));
      assertEquals(byKey(a, b) === 0, a === b);
      if (byKey(a, b) <= 0 && byKey(b, c) <= 0) {
        assert(byKey(a, c) <= 0);
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("sortKey() of several texts goes by the first that differ", () => {
  const texts = fc.tuple(text, text);
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      assertEquals(
        compareUnits(sortKey(a), sortKey(b)),
        byKey(a[0], b[0]) || byKey(a[1], b[1]),
      );
    }),
    { numRuns: 2000 },
  );
});

Deno.test("sortKey() takes texts of more than 200 characters for no versions", () => {
  const [longest, longer] = [`1${"0".repeat(199)}`, `2${"0".repeat(200)}`];
  assert(byKey("3", longest) < 0);
  assert(byKey(longest, "a") < 0);
  assert(byKey(longest, longer) < 0);
  // As a text: behind every version, and before what begins with a letter.
  assert(byKey(`${longest.slice(1)}1`, longer) < 0);
  assert(byKey(longer, "3") > 0);
  assert(byKey(longer, "a") < 0);
});
