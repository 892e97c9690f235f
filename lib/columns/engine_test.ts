import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyLine } from "../testing/any_line.ts";
import { EngineBench, parse } from "../testing/engine_bench.ts";
import { referenceCount } from "../testing/reference_count.ts";
import type { EngineOptions } from "./engine.ts";

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

const PATHS = [
  "a",
  "a.b",
  "a.0",
  "0",
  "uname.0",
  "uname",
  "a\\.b",
  "a.b.a",
  "python.version",
  "python.version_info.0",
  "@python",
  "@os",
  "@arch",
  "@day",
  "@month",
  "@hour",
  "server_time",
  "é",
  "__proto__",
  "missing",
  "a.1.a",
];
const paths = (maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...PATHS), { maxLength });
const condition = fc.oneof(
  fc.tuple(
    fc.constantFrom(...PATHS),
    fc.constantFrom("=", "!=", "<", ">=", "~", "!~"),
    fc.constantFrom("1", "x", "3.9", "Linux|Windows", "100", "2026", "3.10"),
  ).map((parts) => parts.join("")),
  fc.constantFrom(...PATHS).map((path) => `${path}?`),
  fc.constantFrom(...PATHS).map((path) => `!${path}`),
);

const question = fc.record({
  group_by: paths(3),
  distinct: paths(2),
  where: fc.array(condition, { maxLength: 2 }),
  since: fc.option(fc.constantFrom("2026-11-01", "2026-11-23T10:30:00Z")),
  until: fc.option(fc.constantFrom("2026-11-24", "2027-01-01")),
  limit: fc.option(fc.integer({ min: 1, max: 12 })),
  top: fc.option(fc.integer({ min: 1, max: 3 })),
  order: fc.constantFrom("count", "key"),
}).map((parts) => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    for (const each of [value ?? []].flat()) params.append(name, String(each));
  }
  return params.toString();
});

const options: fc.Arbitrary<EngineOptions> = fc.constantFrom(
  {},
  // All fields with more than two values are wide.
  { dictionary: { maxValues: 2, maxCharacters: 1000 } },
  // Nothing is kept from one question to the next.
  { budgetBytes: 1 },
);

Deno.test("a count from columns is the plain one's, for any lines, questions and bounds, as lines come in", () => {
  const step = fc.record({
    segment: fc.constantFrom("2026-10-01", "2026-11-23"),
    lines: fc.array(anyLine, { maxLength: 12 }),
    questions: fc.array(question, { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(options, fc.array(step, { maxLength: 4 }), (options, steps) => {
      using bench = new EngineBench(options);
      const texts = new Map<string, string>();
      for (const { segment, lines, questions } of steps) {
        const text = lines.map((each) => `${each}\n`).join("");
        bench.append(segment, text);
        texts.set(segment, (texts.get(segment) ?? "") + text);
        const all = [...texts].sort().flatMap(([, each]) => linesOf(each));
        for (const each of questions) {
          assertEquals(
            bench.count(each),
            referenceCount(parse(each), all),
            `${each}\n${all.join("\n")}`,
          );
        }
      }
    }),
    { numRuns: 1500 },
  );
});

Deno.test("a segment that is taken away or replaced while it is known counts with what is there now", () => {
  using bench = new EngineBench();
  const line = (n: number) => `{"n":${n},"m":1}\n`;
  bench.append("2026-11-20", line(1) + line(2));
  bench.append("2026-11-21", line(3));
  assertEquals(bench.count("group_by=n").record_count, 3);
  Deno.removeSync(bench.views[0]!.path);
  // The field is new: all blocks must be read again.
  assertEquals(bench.count("group_by=m").record_count, 1);
  assertEquals(bench.count("where=n=3&group_by=m").record_count, 1);
  const whole = line(4) + line(5);
  Deno.writeTextFileSync(bench.views[0]!.path, `${line(4).trim()}   \n`);
  assertEquals(whole.length, bench.views[0]!.sizeBytes);
  assertEquals(bench.count("distinct=m&group_by=n").record_count, 2);
});
