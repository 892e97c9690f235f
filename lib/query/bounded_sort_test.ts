import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { sortedBy } from "./bounded_sort.ts";

Deno.test("sortedBy() gives the order of any keys, whatever part of them it may hold", () => {
  const keys = fc.uniqueArray(fc.string());
  const maxKeys = fc.integer({ min: 1, max: 9 });
  const most = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
  fc.assert(
    fc.property(keys, maxKeys, most, (keys, maxKeys, most) => {
      const sorted = sortedBy(Uint32Array.from(keys.keys()), {
        keyOf: (number) => keys[number]!,
        compare: (a, b) => a < b ? -1 : 1,
        maxKeys,
        ...most && { most },
      });
      assertEquals(
        Array.from(sorted, (number) => keys[number]),
        keys.sort().slice(0, most),
      );
    }),
    { numRuns: 1000 },
  );
});

Deno.test("sortedBy() makes each key twice at most", () => {
  let made = 0;
  const numbers = Uint32Array.from(
    { length: 1000 },
    (_, at) => at * 7919 % 1000,
  );
  const sorted = sortedBy(numbers, {
    keyOf: (number) => (made++, number),
    compare: (a, b) => a - b,
    maxKeys: 32,
  });
  assertEquals([...sorted], [...numbers].sort((a, b) => a - b));
  assert(made <= 2 * numbers.length, `made ${made} keys`);
});

Deno.test("sortedBy() compares most numbers once where a few of the first are wanted", () => {
  let compared = 0;
  const numbers = Uint32Array.from(
    { length: 10_007 },
    (_, at) => at * 7919 % 10_007,
  );
  const sorted = sortedBy(numbers, {
    keyOf: (number) => number,
    compare: (a, b) => (compared++, a - b),
    maxKeys: 32,
    most: 5,
  });
  assertEquals([...sorted], [0, 1, 2, 3, 4]);
  assert(compared < 2 * numbers.length, `compared ${compared} times`);
});
