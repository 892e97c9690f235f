import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { sortedBy } from "./bounded_sort.ts";

Deno.test("sortedBy() gives the order of any keys, whatever part of them it may hold", () => {
  const keys = fc.uniqueArray(fc.string());
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 9 }), (keys, maxKeys) => {
      const sorted = sortedBy(Uint32Array.from(keys.keys()), {
        keyOf: (number) => keys[number]!,
        compare: (a, b) => a < b ? -1 : 1,
        maxKeys,
      });
      assertEquals(Array.from(sorted, (number) => keys[number]), keys.sort());
    }),
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
