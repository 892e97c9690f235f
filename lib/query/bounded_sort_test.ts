import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { sortedBy } from "./bounded_sort.ts";

Deno.test("sortedBy() gives the order of any keys, whatever part of them it may hold", () => {
  const rest = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.string({ unit: "binary", maxLength: 4 }),
    fc.stringMatching(/^[\0a]{0,8}$/),
  );
  const key = fc.tuple(fc.constantFrom("", "a".repeat(13), "é"), rest)
    .map((parts) => parts.join(""));
  const keys = fc.uniqueArray(key, { maxLength: 40 });
  const maxKeys = fc.integer({ min: 1, max: 9 });
  const most = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
  fc.assert(
    fc.property(keys, maxKeys, most, (keys, maxKeys, most) => {
      const sorted = sortedBy(Uint32Array.from(keys.keys()), {
        keyOf: (number) => keys[number]!,
        maxKeys,
        ...most && { most },
      });
      assertEquals(
        Array.from(sorted, (number) => keys[number]),
        keys.sort().slice(0, most),
      );
    }),
    { numRuns: 3000 },
  );
});

Deno.test("sortedBy() leaves equal keys as they were", () => {
  const numbers = Uint32Array.from({ length: 100 }, (_, at) => 99 - at);
  const sorted = sortedBy(numbers, {
    keyOf: (number) => "long enough".repeat(number % 2),
    maxKeys: 8,
  });
  assertEquals([...sorted], [
    ...numbers.filter((number) => number % 2 === 0),
    ...numbers.filter((number) => number % 2 === 1),
  ]);
});

Deno.test("sortedBy() makes few keys, however much of them is the same", () => {
  let made = 0;
  const numbers = Uint32Array.from(
    { length: 1000 },
    (_, at) => at * 7919 % 1000,
  );
  const sorted = sortedBy(numbers, {
    keyOf: (number) => {
      made++;
      return "/usr/local/lib/".repeat(20) + String(number).padStart(4, "0");
    },
    maxKeys: 32,
  });
  assertEquals([...sorted], [...numbers].sort((a, b) => a - b));
  // All are the same at first, then none.
  assert(made <= 2 * numbers.length + 2, `made ${made} keys`);
});

Deno.test("sortedBy() compares most numbers once where a few of the first are wanted", () => {
  let made = 0;
  const numbers = Uint32Array.from(
    { length: 10_007 },
    (_, at) => at * 7919 % 10_007,
  );
  const sorted = sortedBy(numbers, {
    keyOf: (number) => (made++, String(number).padStart(5, "0")),
    maxKeys: 32,
    most: 5,
  });
  assertEquals([...sorted], [0, 1, 2, 3, 4]);
  assertEquals(made, numbers.length);
});

Deno.test("sortedBy() makes few keys where each few units tell one of them apart", () => {
  let made = 0;
  const keys = Array.from(
    { length: 1000 },
    (_, at) => "x".repeat(at < 100 ? 6 * at : 600) + "y".repeat(at % 9),
  );
  const sorted = sortedBy(Uint32Array.from(keys.keys()), {
    keyOf: (number) => (made++, keys[number]!),
    maxKeys: 32,
  });
  assertEquals(
    Array.from(sorted, (number) => keys[number]),
    keys.toSorted((a, b) => a < b ? -1 : 1),
  );
  assert(made <= 6 * keys.length + 4, `made ${made} keys`);
});

Deno.test("sortedBy() sorts long keys, of which not all may be held", () => {
  const long = "x".repeat(600_000);
  const keyOf = (number: number) => `${long}${number * 7 % 32}`.padEnd(600_002);
  const sorted = sortedBy(Uint32Array.from({ length: 32 }, (_, at) => at), {
    keyOf,
  });
  const keys = Array.from(sorted, keyOf);
  assertEquals(keys, keys.toSorted());
  const first = sortedBy(sorted.toReversed(), { keyOf, most: 3 });
  assertEquals([...first], [...sorted.subarray(0, 3)]);
});
