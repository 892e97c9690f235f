import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { compareNumberTexts, numberKey } from "./decimal.ts";

const EQUAL: [a: string, b: string][] = [
  ["1", "1.0"],
  ["1", "10e-1"],
  ["100", "1E+2"],
  ["-0", "0.00"],
  ["0.5", "5e-1"],
  ["0e9", "0"],
  ["12345678901234567890", "1.2345678901234567890e19"],
  ["1e400", "10e399"],
];
const ASCENDING: [less: string, more: string][] = [
  ["-1e400", "-1e399"],
  ["1e400", "1e401"],
  ["12345678901234567890", "12345678901234567891.0"],
  ["12345678901234567890", "12345678901234567890.5"],
  ["-1", "0"],
  ["0", "1e-400"],
  ["9", "10"],
  ["-12345678901234567891", "-12345678901234567890"],
  ["0.3", "0.30000000000000001"],
];

for (const [a, b] of EQUAL) {
  Deno.test(`compareNumberTexts() holds ${a} and ${b} for equal`, () => {
    assertEquals(compareNumberTexts(a, b), 0);
    assertEquals(numberKey(a), numberKey(b));
    assertEquals(
      compareNumberTexts(`-${a}`.replace("--", ""), `-${b}`.replace("--", "")),
      0,
    );
  });
}

for (const [less, more] of ASCENDING) {
  Deno.test(`compareNumberTexts() holds ${less} for less than ${more}`, () => {
    assert(compareNumberTexts(less, more) < 0);
    assert(compareNumberTexts(more, less) > 0);
    assert(numberKey(less) !== numberKey(more));
  });
}

Deno.test("compareNumberTexts() agrees with exact integers, scaled by any power of ten", () => {
  const integer = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  fc.assert(
    fc.property(
      integer,
      integer,
      fc.integer({ min: -500, max: 500 }),
      (a, b, power) => {
        const order = compareNumberTexts(`${a}e${power}`, `${b}e${power}`);
        assertEquals(Math.sign(order), a < b ? -1 : a > b ? 1 : 0);
        const [left, right] = [`${a}e${power}`, `${b}00e${power - 2}`];
        assertEquals(numberKey(left) === numberKey(right), a === b);
      },
    ),
  );
});
