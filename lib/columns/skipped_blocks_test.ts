import { assertEquals } from "@std/assert";
import { EngineBench, parse } from "../testing/engine_bench.ts";
import type { EngineOptions } from "./engine_options.ts";
import { MAX_ROWS } from "./scanner.ts";

const DAYS = ["21", "22", "23"] as const;

/** All lines have the same length. */
function lineOf(user: string, day: string): string {
  return `{"user":"${user}","n":1,"server_time":"2026-11-${day}T10:00:00.000Z"}\n`;
}

const LINE_BYTES = lineOf("ann", "21").length;
const BLOCK_BYTES = MAX_ROWS * LINE_BYTES;

/** A full block for each day, whose blocks and users' columns are known. */
function knownDays(options?: EngineOptions): EngineBench {
  const bench = new EngineBench(options);
  for (const day of DAYS) {
    const last = lineOf(day === "22" ? "bob" : "cyd", day);
    const text = lineOf("ann", day).repeat(MAX_ROWS - 1) + last;
    bench.append(`2026-11-${day}`, text);
  }
  bench.count("group_by=user");
  return bench;
}

for (
  const [bounds, blocks] of [
    ["", 3],
    ["&since=2026-11-22", 2],
    ["&until=2026-11-22", 1],
    ["&since=2026-11-22&until=2026-11-23", 1],
    ["&since=2026-12-01", 0],
    // The newest block has as many records as are wanted.
    ["&limit=1000", 1],
  ] as const
) {
  Deno.test(`a count by a path that is new reads ${blocks} of 3 blocks with "${bounds}"`, () => {
    using bench = knownDays();
    let readBytes = 0;
    const question = parse(`group_by=n${bounds}`);
    bench.engine.count(question, bench.views, ({ doneBytes }) => {
      readBytes = doneBytes;
    });
    assertEquals(readBytes, blocks * BLOCK_BYTES);
  });
}

/** Writes over one line of a block, which only who reads the block sees. */
function hide(bench: EngineBench, day: string, line: string): void {
  const { path } = bench.views[DAYS.findIndex((each) => each === day)]!;
  using file = Deno.openSync(path, { write: true });
  file.seekSync(1000 * LINE_BYTES, Deno.SeekMode.Start);
  file.writeSync(new TextEncoder().encode(line));
}

const WAYS: readonly [what: string, options: EngineOptions][] = [
  ["looking for its text", { search: { endBytes: 0, maxMisses: 1000 } }],
  ["columns alone", { search: { endBytes: 0, maxMisses: 0 } }],
];

for (const [what, options] of WAYS) {
  Deno.test(`records() by ${what} reads no block whose columns or times have nothing that matches`, () => {
    using bench = knownDays(options);
    const found = [lineOf("bob", "22").trimEnd()];
    hide(bench, "21", lineOf("bob", "21"));
    hide(bench, "23", lineOf("bob", "23"));
    assertEquals(bench.records("where=user=bob"), found);
    // No column tells of n; the times that were read before do.
    const other = lineOf("bob", "22").replace(":1", ":2");
    for (const day of ["21", "22"]) hide(bench, day, other);
    const question = "where=n=2&since=2026-11-22&until=2026-11-23";
    assertEquals(bench.records(question).length, 1);
  });
}
