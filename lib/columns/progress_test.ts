import { assertEquals } from "@std/assert";
import { EngineBench, parse } from "../testing/engine_bench.ts";
import type { Progress } from "./mod.ts";

const LINES = Array.from({ length: 3000 }, (_, n) => `{"a":${n},"b":1}\n`);
const TEXT = LINES.join("");

/** How often all bytes are read for some questions, one after the other. */
const QUESTIONS: readonly [question: string, passes: number][] = [
  ["group_by=b", 1],
  ["group_by=b", 0],
  ["group_by=b&where=missing.0?&where=missing.1?", 1],
  // More paths than one reading can look for.
  [`distinct=c,d,e,f&group_by=g,h,i,j&where=k?`, 2],
  ["since=2030-01-01&where=l?", 0],
];

Deno.test("count() reports how many bytes it has read of how many, up to all", () => {
  using bench = new EngineBench();
  bench.append("2026-11-23", TEXT);
  for (const [question, passes] of QUESTIONS) {
    const reports: Progress[] = [];
    const report = (progress: Progress) => reports.push(progress);
    bench.engine.count(parse(question), bench.views, report);
    const bytes = TEXT.length * passes;
    const last = passes === 0
      ? undefined
      : { doneBytes: bytes, totalBytes: bytes };
    assertEquals(reports.at(-1), last, question);
  }
});

Deno.test("count() reports how much there is to read from the start, also where it plans a block at a time", () => {
  using bench = new EngineBench({ columnsBytes: 400_000 });
  const text = '{"a":1}\n'.repeat(150_000);
  bench.append("2026-11-23", text);
  for (const path of ["a", "b"]) {
    const totals = new Set<number>();
    const report = ({ totalBytes }: Progress) => totals.add(totalBytes);
    bench.engine.count(parse(`group_by=${path}`), bench.views, report);
    assertEquals([...totals], [text.length], path);
  }
});

Deno.test("count() reports what it reads of fields with too many values as well", () => {
  const dictionary = { maxValues: 100, maxCharacters: 10_000 };
  using bench = new EngineBench({ dictionary });
  bench.append("2026-11-23", TEXT);
  const reports: Progress[] = [];
  bench.engine.count(
    parse("group_by=a"),
    bench.views,
    (progress) => reports.push(progress),
  );
  const [once, twice] = [TEXT.length, 2 * TEXT.length];
  assertEquals(reports, [
    { doneBytes: once, totalBytes: once },
    { doneBytes: twice, totalBytes: twice },
  ]);
});
