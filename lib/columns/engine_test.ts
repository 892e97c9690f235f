import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyLine } from "../testing/any_line.ts";
import { anyQuestion } from "../testing/any_question.ts";
import { EngineBench, parse } from "../testing/engine_bench.ts";
import { referenceCount } from "../testing/reference_count.ts";
import type { EngineOptions } from "./engine_options.ts";

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

const options: fc.Arbitrary<EngineOptions> = fc.constantFrom(
  {},
  // All fields with more than two values are wide.
  { dictionary: { maxValues: 2, maxCharacters: 1000 } },
  // Nothing is kept from one question to the next.
  { budgetBytes: 1 },
  // Questions do without the largest dictionaries, or without any.
  { dictionariesBytes: 500 },
  { dictionariesBytes: 0 },
  { columnsBytes: 5 },
);

Deno.test("a count from columns is the plain one's, for any lines, questions and bounds, as lines come in", () => {
  const step = fc.record({
    segment: fc.constantFrom("2026-10-01", "2026-11-23"),
    lines: fc.array(anyLine, { maxLength: 12 }),
    questions: fc.array(anyQuestion, { minLength: 1, maxLength: 3 }),
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

/** Texts in JSON, of a megabyte or more. */
const LONG_TEXTS = ["x", "\\u0000", "é", '\\"', "\\ud800"]
  .map((part) => part.repeat(Math.ceil(2 ** 20 / part.length)));

const longLine = fc.record({
  shape: fc.constantFrom(
    (text: string) => `{"a":"${text}","python":{"version":"3.9"}}`,
    (text: string) => `{"a":{"b":"${text}"},"uname":["Linux"]}`,
    (text: string) => `{"${text}":1,"a":"x"}`,
    (text: string) => `{"a":["${text}","${text}"],"a":[1]}`,
    (text: string) => `{"a":"${text}`,
    (text: string) => `"${text}"`,
  ),
  text: fc.constantFrom(...LONG_TEXTS),
  end: fc.constantFrom("", "y", "\\\\"),
}).map(({ shape, text, end }) => shape(text + end));

Deno.test("a count from columns is the plain one's with lines of a megabyte among others", () => {
  const line = fc.oneof(longLine, anyLine);
  const lines = fc.array(line, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lines, options, anyQuestion, (lines, options, question) => {
      using bench = new EngineBench(options);
      bench.append("2026-11-23", lines.map((each) => `${each}\n`).join(""));
      for (const each of [question, "group_by=a", "group_by=a.b&distinct=a"]) {
        const results = [
          bench.count(each),
          referenceCount(parse(each), lines),
        ];
        // They are too long to be shown.
        const [counted, expected] = results.map((each) => JSON.stringify(each));
        assert(counted === expected, each);
      }
    }),
    { numRuns: 20 },
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
