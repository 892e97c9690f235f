import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { orderByNumbers } from "./number_order.ts";

Deno.test("orderByNumbers() puts both in the order of any values, equal ones as they were", () => {
  const value = fc.oneof(
    fc.maxSafeNat(),
    fc.nat({ max: 3 }),
    fc.constantFrom(0xffff, 0x10000, 2 ** 32, Number.MAX_SAFE_INTEGER),
  );
  fc.assert(
    fc.property(fc.array(value), (given) => {
      const numbers = Uint32Array.from(given.keys());
      const values = Float64Array.from(given);
      orderByNumbers(numbers, values);
      assertEquals([...values], given.toSorted((a, b) => a - b));
      assertEquals(
        [...numbers],
        [...given.keys()].sort((a, b) => given[a]! - given[b]! || a - b),
      );
    }),
    { numRuns: 500 },
  );
});
