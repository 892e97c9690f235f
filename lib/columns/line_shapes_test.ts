import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyLine } from "../testing/any_line.ts";
import { EngineBench, parse } from "../testing/engine_bench.ts";
import { referenceCount } from "../testing/reference_count.ts";

const QUESTIONS = [
  "group_by=a",
  "group_by=a.b,a",
  "group_by=a.1,a.0",
  "group_by=uname.0,uname&distinct=python",
  "group_by=python.version_info.1,python.version",
  "group_by=@python,server_time",
];

const PIECES = [
  ...'{}[],:"\\ 01-.etf\r',
  "é",
  "\u0001",
  "\uFEFF",
  "true",
  "null",
  '"a":',
  ',"a":1',
  '{"b":[1,2]}',
  "\\u0061",
  "0123456789abcdef".repeat(4),
];

/** One place of a line is replaced, so that lines are alike up to there. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.integer({ min: 0, max: 3 }),
  inserted: fc.constantFrom("", ...PIECES),
});

const alikeLines = fc.tuple(
  fc.array(anyLine, { minLength: 1, maxLength: 3 }),
  fc.array(
    fc.tuple(fc.nat(2), fc.option(change, { freq: 4 })),
    { minLength: 2, maxLength: 12 },
  ),
).map(([lines, changes]) =>
  changes.map(([which, change]) => {
    const line = lines[which % lines.length]!;
    if (change === null) return line;
    const at = Math.floor(change.at * line.length);
    return line.slice(0, at) + change.inserted +
      line.slice(at + change.removed);
  })
);

Deno.test("lines that are alike but for a place are counted as if each were the only one", () => {
  fc.assert(
    fc.property(alikeLines, (lines) => {
      // A lone half of a code point does not come back from a file.
      const read = lines.map((line) => line.toWellFormed());
      using bench = new EngineBench();
      bench.append("2026-11-23", read.map((line) => `${line}\n`).join(""));
      for (const each of QUESTIONS) {
        assertEquals(
          bench.count(each),
          referenceCount(parse(each), read),
          `${each}\n${read.join("\n")}`,
        );
      }
    }),
    { numRuns: 700 },
  );
});

const LONG_KEY = "k".repeat(40);
const ITEMS = Array.from({ length: 14 }, (_, item) => item);

/** Lines of which a later one goes wrong, or another way, where an earlier one is known. */
const CONFUSING: Readonly<Record<string, readonly string[]>> = {
  "brackets that close what was not opened": [
    `{"a":{"a":{"b":1}}}`,
    `{"a":{"b":1}}}`,
    `{"a":{"a":{"b":1}}`,
    `{"a":{"b":1}}`,
    `{"a":[[{"b":1}]]}`,
    `{"a":[{"b":1}]]}`,
    `{"a":[{"b":1}}`,
  ],
  "keys of the same name in other objects": [
    `{"x":{"y":{"b":1,"c":2}},"a":{"b":3}}`,
    `{"a":{"y":{"b":1,"c":2}},"x":{"b":3}}`,
    `{"x":{"y":{"b":1}},"a":{"b":3}}`,
  ],
  "texts that differ behind what is compared first": [
    `{"${LONG_KEY}a":1,"a":2}`,
    `{"${LONG_KEY}b":3,"a":4}`,
    `{"${LONG_KEY}":1,"a":5}`,
    `{"${LONG_KEY}";1,"a":6}`,
    `{"${LONG_KEY}":[1,"a"],"b":1}`,
    `{"${LONG_KEY}":{1,"a"},"b":1}`,
  ],
  "items that are wanted, and others": [
    `{"a":[${ITEMS}]}`,
    `{"a":[${ITEMS.slice(1)}]}`,
    `{"a":[${ITEMS.map((item) => `{"b":${item}}`)}],"b":1}`,
    `{"b":[${ITEMS}],"a":[[1,2],[3]]}`,
  ],
  "strings and numbers in the same place": [
    `{"a":"1","b":2}`,
    `{"a":1,"b":2}`,
    `{"a":1","b":2}`,
    `{"a":"1,"b":2}`,
    `{"a":tru,"b":2}`,
    `{"a":true,"b":2}`,
    `{"a":01,"b":2}`,
  ],
  "numbers and literals, and what only begins like them": [
    `{"a":1,"b":2}`,
    ...["12", "0", "-1", "1.5", "1e5", "1 ", "true", "false", "null", "[3]"]
      .flatMap((value) => [`{"a":${value},"b":2}`, `{"b":2,"a":${value}}`]),
    ...["00", "01", "1x", "1.", "1e", "-", "truex", "tru", "fals", "falsy"]
      .flatMap((value) => [`{"a":${value},"b":2}`, `{"b":2,"a":${value}}`]),
  ],
  "strings of any length, and what ends them": [
    ...[0, 1, 15, 16, 17, 31, 32, 33, 48].flatMap((length) => {
      const text = "x".repeat(length);
      return [
        `{"a":"${text}","b":2}`,
        `{"a":"${text}\\\\","b":2}`,
        `{"a":"${text}\\"","b":2}`,
        `{"a":"${text}\\x","b":2}`,
        `{"a":"${text}\u0001","b":2}`,
        `{"a":"${text}é","b":2}`,
        `{"a":"${text}`,
      ];
    }),
  ],
  "the same key again": [
    `{"a":{"b":1},"a":2}`,
    `{"a":{"b":1},"a":{}}`,
    `{"a":[7,8],"a":[9]}`,
    `{"a":{"b":1},"c":2}`,
  ],
};

Deno.test("a text of any length is compared to its last byte", () => {
  for (let length = 1; length < 70; length++) {
    const key = "k".repeat(length);
    const lines = [`:1`, `:2`, `;3`, `:4`, `: 5`].map((rest) =>
      `{"${key}"${rest},"a":6}`
    );
    using bench = new EngineBench();
    bench.append("2026-11-23", lines.map((line) => `${line}\n`).join(""));
    for (const path of ["a", key]) {
      const question = `group_by=${path}`;
      assertEquals(
        bench.count(question),
        referenceCount(parse(question), lines),
        question,
      );
    }
  }
});

for (const [what, lines] of Object.entries(CONFUSING)) {
  Deno.test(`${what} are not confused`, () => {
    const all = [...lines, ...lines, ...lines.toReversed()];
    for (const path of ["a", "a.b", "a.0", "a.11", "a.11.b", "b", "x.b"]) {
      using bench = new EngineBench();
      bench.append("2026-11-23", all.map((line) => `${line}\n`).join(""));
      const question = `group_by=${path}`;
      assertEquals(
        bench.count(question),
        referenceCount(parse(question), all),
        question,
      );
    }
  });
}

Deno.test("a block with more shapes of lines than are kept is counted like any other", () => {
  using bench = new EngineBench();
  const lines: string[] = [];
  for (let line = 0; line < 9000; line++) {
    const n = line % 4500;
    lines.push(
      `{"key${n}":${n},"a":{"${n}":[${n},"x"]},"b":${"[".repeat(n % 90)}${
        "]".repeat(n % 90)
      },"c":"${n % 3}"}`,
    );
  }
  bench.append("2026-11-23", lines.map((line) => `${line}\n`).join(""));
  for (const each of ["group_by=c", "group_by=a.7,c", "group_by=b"]) {
    assertEquals(bench.count(each), referenceCount(parse(each), lines), each);
  }
});
