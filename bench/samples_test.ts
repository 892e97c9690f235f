import { assertEquals, assertThrows } from "@std/assert";
import { isMet, ratios, summarize } from "./samples.ts";

Deno.test("summarize() finds the middle of odd and even numbers of samples", () => {
  assertEquals(summarize([10, 9, 100]), { median: 10, min: 9, max: 100 });
  assertEquals(summarize([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 });
  assertEquals(summarize([5]), { median: 5, min: 5, max: 5 });
  assertThrows(() => summarize([]), RangeError);
});

Deno.test("ratios() compares round by round", () => {
  assertEquals(ratios([1, 9], [2, 3]), [0.5, 3]);
  assertThrows(() => ratios([1], [1, 2]), RangeError);
});

Deno.test("isMet() includes the bound itself", () => {
  assertEquals(isMet(0.75, { atLeast: 0.75 }), true);
  assertEquals(isMet(0.74, { atLeast: 0.75 }), false);
  assertEquals(isMet(1.15, { atMost: 1.15 }), true);
  assertEquals(isMet(1.16, { atMost: 1.15 }), false);
});
