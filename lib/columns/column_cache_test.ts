import { assertEquals } from "@std/assert";
import { EngineBench, parse } from "../testing/engine_bench.ts";

/** Each column takes a byte a row, and all times together eight. */
const ROWS = 50_000;
const TEXT = Array.from(
  { length: ROWS },
  (_, n) => `{"a":"a${n % 5}","b":"b${n % 5}","c":"c${n % 5}"}\n`,
).join("");

/** The paths, asked one after the other, for which all lines were read. */
function readFor(paths: string, budgetBytes: number): string {
  using bench = new EngineBench({ budgetBytes });
  bench.append("2026-11-23", TEXT);
  return Array.from(paths).filter((path) => {
    let readBytes = 0;
    const report = ({ doneBytes }: { doneBytes: number }) =>
      readBytes = doneBytes;
    bench.engine.count(parse(`group_by=${path}`), bench.views, report);
    assertEquals(readBytes % TEXT.length, 0);
    return readBytes > 0;
  }).join("");
}

Deno.test("columns are kept as the budget allows: those that nobody asked for longest go first", () => {
  // There is room for two: for c, b goes, as a was asked for since.
  assertEquals(readFor("abacabc", 10.6 * ROWS), "abcbc");
  assertEquals(readFor("abacabc", 20 * ROWS), "abc");
  // What is asked for now is kept until the next is, whatever the budget.
  assertEquals(readFor("aabba", 1), "aba");
});
