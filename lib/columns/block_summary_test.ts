import { assertEquals } from "@std/assert";
import { EngineBench, parse } from "../testing/engine_bench.ts";
import { referenceCount } from "../testing/reference_count.ts";

const OPERATORS = ["=1", "!=2", "?", "<3"];

/** Lines of three fields; `days` apart, or with times out of order. */
function linesOf(count: number, users: number, isSorted: boolean): string[] {
  return Array.from({ length: count }, (_, n) => {
    const at = isSorted ? n : (n * 7919) % count;
    const time = new Date(Date.UTC(2026, 0, 1) + at * 3_600_000).toISOString();
    const a = n % 5 === 0 ? "" : `"a":${n % 4 === 0 ? `"${n % 3}"` : n % 3},`;
    return `{${a}"b":${n % 7},"user":"u${
      n * 31 % users
    }","server_time":"${time}"}`;
  });
}

const QUESTIONS = [
  "group_by=a,b",
  "group_by=b,a&interval=month",
  ...OPERATORS.map((operator) => `group_by=b&where=a${operator}`),
  ...OPERATORS.map((operator) => `group_by=a&where=b${operator}&distinct=b`),
  "where=a=1&where=b!=2",
  "group_by=user&where=a=1",
  "group_by=a&distinct=user",
  "group_by=a,b&limit=700",
  "group_by=a,b&since=2026-01-05&until=2026-01-20",
  "",
];

for (
  const [what, users, isSorted, budgetBytes] of [
    ["sorted rows", 50, true, 1e9],
    ["rows that are not in the order of their times", 50, false, 1e9],
    ["more combinations than are kept", 20_000, true, 1e9],
    ["next to no memory", 50, true, 1000],
  ] as const
) {
  Deno.test(`a question asked again and again has the plain answer: ${what}`, () => {
    const isLarge = users > 1000;
    const lines = linesOf(isLarge ? 20_000 : 2000, users, isSorted);
    const questions = QUESTIONS.filter((each) =>
      !isLarge || each.includes("user")
    );
    lines.splice(3, 0, "no record");
    using bench = new EngineBench({ budgetBytes });
    const half = lines.length >> 1;
    const text = (some: string[]) => some.map((line) => `${line}\n`).join("");
    bench.append("2026-01-01", text(lines.slice(0, half)));
    for (const known of [lines.slice(0, half), lines]) {
      if (known === lines) bench.append("2026-03-01", text(lines.slice(half)));
      for (let time = 0; time < 3; time++) {
        for (const each of questions) {
          assertEquals(
            bench.count(each),
            referenceCount(parse(each), known),
            `${each} for the ${time + 1}. time`,
          );
        }
      }
    }
  });
}
