import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { compactText, isRawNumber, parseExact } from "./exact.ts";

const NUMBERS = [
  "0",
  "-0",
  "-0.0",
  "1",
  "-1",
  "1.0",
  "1.5",
  "1.50",
  "10",
  "100.0",
  "1e5",
  "1E+5",
  "1e400",
  "-1e-400",
  "12345678901234567890",
  "1234567890123456",
  "123456789.123456789",
  "0.1",
  "0.0000001",
  "0.00000012",
  "1407542833.75788",
  "1732437000.123456",
  "9007199254740993",
  "0.30000000000000004",
  "1e21",
  "5e-324",
];

for (const number of NUMBERS) {
  Deno.test(`parseExact() keeps ${number} as it is written, wherever it stands`, () => {
    for (
      const text of [
        number,
        `[${number}]`,
        `{"a":${number}}`,
        `{"a":[1,${number}],"b":${number}}`,
      ]
    ) {
      assertEquals(compactText(parseExact(text)), text);
    }
    assertEquals(
      compactText(parseExact(`{ "a" :\n${number} }`)),
      `{"a":${number}}`,
    );
  });
}

Deno.test("parseExact() leaves ordinary lines to JSON.parse", () => {
  const text = `{"v":"3.10.2 1.0","e":1407542833.75788,"n":[3,11,7],"t":true}`;
  assertEquals(parseExact(text), JSON.parse(text));
  assertEquals(isRawNumber(parseExact(`3`)), false);
  assertEquals(isRawNumber(parseExact(`3.0`)), true);
});

Deno.test("parseExact() then compactText() is the text itself, for any compact JSON", () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.constantFrom(...NUMBERS),
  )
    .filter((text) => /^-?\d/.test(text));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      number,
      fc.string().map((text) => JSON.stringify(text)),
      fc.constantFrom("true", "false", "null"),
      fc.array(tie("value"), { maxLength: 4 }).map((items) =>
        `[${items.join(",")}]`
      ),
      fc.uniqueArray(
        fc.tuple(fc.string().filter((key) => !/^\d+$/.test(key)), tie("value")),
        {
          maxLength: 4,
          selector: ([key]) => key,
        },
      ).map((members) =>
        `{${
          members.map(([key, each]) => `${JSON.stringify(key)}:${each}`).join(
            ",",
          )
        }}`
      ),
    ),
  }));
  fc.assert(
    fc.property(value, (text) => {
      assertEquals(compactText(parseExact(String(text))), text);
    }),
    { numRuns: 500 },
  );
});
