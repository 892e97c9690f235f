import { assertEquals } from "@std/assert";
import type { EngineOptions } from "./engine_options.ts";
import { EngineBench, parse } from "../testing/engine_bench.ts";

/** Each column takes a byte a row, and all times together eight. */
const ROWS = 50_000;
const TEXT = Array.from(
  { length: ROWS },
  (_, n) => `{"a":"a${n % 5}","b":"b${n % 5}","c":"c${n % 5}"}\n`,
).join("");

/** The paths, asked one after the other, for which all lines were read. */
function readFor(paths: string, budgetBytes: number): string {
  return read(Array.from(paths), { budgetBytes }).join("");
}

function read(groups: readonly string[], options: EngineOptions): string[] {
  using bench = new EngineBench(options);
  bench.append("2026-11-23", TEXT);
  return groups.filter((path) => {
    let readBytes = 0;
    const report = ({ doneBytes }: { doneBytes: number }) =>
      readBytes = doneBytes;
    bench.engine.count(parse(`group_by=${path}`), bench.views, report);
    assertEquals(readBytes % TEXT.length, 0);
    return readBytes > 0;
  });
}

Deno.test("columns are kept as the budget allows: those that nobody asked for longest go first", () => {
  // There is room for two: for c, b goes, as a was asked for since.
  assertEquals(readFor("abacabc", 10.6 * ROWS), "abcbc");
  assertEquals(readFor("abacabc", 20 * ROWS), "abc");
  // What is asked for now is kept until the next is, whatever the budget.
  assertEquals(readFor("aabba", 1), "aba");
});

Deno.test("a question about too much at once does without the largest dictionaries, and the next has them again", () => {
  // Each of the three takes some 600 bytes.
  const options = { dictionariesBytes: 1500 };
  assertEquals(read(["a", "b", "a", "b"], options), ["a", "b"]);
  // That nobody asked for longest goes first.
  assertEquals(read(["a", "b", "c", "b", "a"], options), ["a", "b", "c", "a"]);
  assertEquals(read(["a,b", "a,b", "a", "b"], options), ["a,b"]);
  // One of the three is read for each such question, and once more for itself.
  assertEquals(read(["a,b,c", "a,b,c"], options), ["a,b,c", "a,b,c"]);
  const again = ["a", "b", "c"]
    .filter((path) => read(["a,b,c", path, path], options).length > 1);
  assertEquals(again.length, 1);
  assertEquals(read(["a,b,c", again[0]!, again[0]!], options).length, 2);
  // It counts once, however often it is named.
  const once = read(["a&where=a!=x&where=a!=y&distinct=a", "a"], {
    dictionariesBytes: 1000,
  });
  assertEquals(once.length, 1);
});

Deno.test("a question about too much at once does without the largest columns, and the next has them again", () => {
  const options = { columnsBytes: 2.5 * ROWS };
  assertEquals(read(["a,b", "a,b", "a", "b"], options), ["a,b"]);
  // One of the three is read for each such question, and once more for itself.
  const asked = read(["a,b,c", "a,b,c", "a", "b", "c", "a", "b", "c"], options);
  assertEquals(asked.slice(0, 2), ["a,b,c", "a,b,c"]);
  assertEquals(asked.length, 3);
  // Columns of what no record has take nothing.
  assertEquals(read(["a,b&where=!x&where=!y", "a", "b"], options).length, 1);
});
