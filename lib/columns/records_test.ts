import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ServiceError } from "../error.ts";
import { parseRecord, parseRecordsQuery, recordTest } from "../query/mod.ts";
import { anyLine } from "../testing/any_line.ts";
import { EngineBench, NOW } from "../testing/engine_bench.ts";
import { filter, queryString } from "../testing/any_question.ts";
import type { EngineOptions } from "./engine_options.ts";

/** The plain way: all lines, the last one first, one by one. */
function referenceRecords(
  question: string,
  lines: readonly string[],
): string[] {
  const query = parseRecordsQuery(new URLSearchParams(question), { now: NOW });
  const isWanted = recordTest(query);
  return lines.toReversed().filter((line) => {
    const record = parseRecord(line);
    return record !== undefined && isWanted(record);
  }).slice(0, query.limit);
}

const search = fc.constantFrom(
  // The end is all; nothing is the end, and texts are looked for; or for a while; or not.
  { endBytes: 1_000_000, maxMisses: 0 },
  { endBytes: 0, maxMisses: 1_000 },
  { endBytes: 60, maxMisses: 2 },
  { endBytes: 0, maxMisses: 0 },
);
const options: fc.Arbitrary<EngineOptions> = fc.record({
  search,
  // All fields with more than two values are wide.
  dictionary: fc.constantFrom(
    { maxValues: 1000, maxCharacters: 1000 },
    { maxValues: 2, maxCharacters: 1000 },
  ),
  // Nothing is kept from one question to the next.
  budgetBytes: fc.constantFrom(1, 1_000_000),
});

Deno.test("records() finds just what the plain way finds, for any lines, questions and bounds, as lines come in", () => {
  const step = fc.record({
    segment: fc.constantFrom("2026-10-01", "2026-11-23"),
    lines: fc.array(anyLine, { maxLength: 12 }),
    questions: fc.array(fc.record(filter).map(queryString), {
      minLength: 1,
      maxLength: 4,
    }),
    counted: fc.option(fc.constantFrom("a", "python.version", "server_time")),
  });
  fc.assert(
    fc.property(options, fc.array(step, { maxLength: 4 }), (options, steps) => {
      using bench = new EngineBench(options);
      const texts = new Map<string, string>();
      for (const { segment, lines, questions, counted } of steps) {
        const text = lines.map((each) => `${each}\n`).join("");
        bench.append(segment, text);
        texts.set(segment, (texts.get(segment) ?? "") + text);
        const all = [...texts].sort().flatMap(([, each]) =>
          each.split("\n").slice(0, -1)
        );
        // Columns of some fields are there, of others not.
        if (counted !== null) bench.count(`group_by=${counted}`);
        for (const each of questions) {
          const message = `${each}\n${all.join("\n")}`;
          const expected = referenceRecords(each, all);
          assertEquals(bench.records(each), expected, message);
        }
      }
    }),
    { numRuns: 1500 },
  );
});

const LONG = `{"a":"${"x".repeat(3_000_000)}"}`;
const BEYOND_END: EngineOptions = { search: { endBytes: 0, maxMisses: 10 } };

Deno.test("records() finds records among lines longer than what is read at once", () => {
  const texts = [`{"a":"first"}`, LONG, `{"a":"second"}`, LONG];
  for (const options of [{}, BEYOND_END]) {
    using bench = new EngineBench(options);
    bench.append("2026-11-23", texts.map((each) => `${each}\n`).join(""));
    assertEquals(bench.records("where=a=first"), [texts[0]!]);
    assertEquals(bench.records("where=a~xxxxx&limit=1"), [LONG]);
    bench.count("group_by=a");
    assertEquals(bench.records("where=a!~xxx"), [texts[2]!, texts[0]!]);
  }
});

Deno.test("records() finds a value however it is escaped", () => {
  using bench = new EngineBench(BEYOND_END);
  const lines = [
    `{"a":"\\u0066irst/one"}`,
    `{"a":"first\\/one"}`,
    `{"a":"C:\\\\users","b":"\\\\\\u0066irst/one"}`,
    `{"\\u0061":"first/one"}`,
  ];
  bench.append("2026-11-23", lines.map((each) => `${each}\n`).join(""));
  const expected = [lines[3]!, lines[1]!, lines[0]!];
  assertEquals(bench.records("where=a=first/one"), expected);
});

const WRITTEN = [
  `{"a":1e2}`,
  `{"a":"100"}`,
  `{"a":100.0}`,
  `{"a":true}`,
  `{"a":"true"}`,
  `{"a":[ 3, 10 ]}`,
  `{"a":"[3,10]"}`,
  `{"a":{"b" : "xyz"}}`,
  `{"a":"unlike all"}`,
];
for (
  const [condition, indexes] of [
    ["a=100", [2, 1, 0]],
    ["a=true", [4, 3]],
    ["a=[3,10]", [6, 5]],
    ["a~3,10", [6, 5]],
    [`a={"b":"xyz"}`, [7]],
    [`a~"b":"xyz`, [7]],
    ["a=none|unlike all", [8]],
  ] as const
) {
  Deno.test(`records() finds ${condition} however the value is written`, () => {
    using bench = new EngineBench(BEYOND_END);
    bench.append("2026-11-23", WRITTEN.map((each) => `${each}\n`).join(""));
    const question = new URLSearchParams({ where: condition }).toString();
    const expected = indexes.map((index) => WRITTEN[index]!);
    assertEquals(bench.records(question), expected);
  });
}

Deno.test("records() gives those of the segments that are there, the newest first", () => {
  for (const options of [{}, BEYOND_END]) {
    using bench = new EngineBench(options);
    for (const day of ["20", "21", "22"]) {
      bench.append(`2026-11-${day}`, `{"day":"day ${day}"}\n`);
    }
    Deno.removeSync(bench.views[1]!.path);
    const found = bench.records("where=day~day");
    assertEquals(found, [`{"day":"day 22"}`, `{"day":"day 20"}`]);
  }
});

Deno.test("records() stops at its bound of characters, but gives one record at least", () => {
  using bench = new EngineBench(BEYOND_END);
  bench.append("2026-11-23", `{"a":"some text"}\n`.repeat(5));
  for (const [bound, count] of [[1, 1], [17, 1], [34, 2], [1000, 5]] as const) {
    assertEquals(bench.records("where=a~text", bound).length, count);
    assertEquals(bench.records("", bound).length, count);
  }
});

Deno.test("records() takes no longer than it may", () => {
  using bench = new EngineBench({ ...BEYOND_END, timeBudgetMs: -1 });
  bench.append("2026-11-23", `{"a":1}\n`);
  for (const question of ["", "where=a~text", "where=a>1"]) {
    assertThrows(() => bench.records(question), ServiceError, "takes longer");
  }
});
