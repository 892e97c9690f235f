import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { listSegments, type SegmentView } from "../segment.ts";
import { readableOf } from "../readable_segments.ts";
import { openSegment, readFully } from "../segment_file.ts";
import { prepareCompressed } from "./compress_segment.ts";
import { expiredSegments } from "./retention.ts";
import { Upkeep, type UpkeepParts } from "./upkeep.ts";

const NOW = new Date("2026-11-24T12:00:00.000Z");

/** A folder of segments, and upkeep of it in this thread. */
class Bench implements Disposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });
  readonly reports: string[] = [];
  writtenPath: string | undefined;

  write(name: string, text: string): string {
    const path = join(this.directory, name);
    Deno.writeTextFileSync(path, text);
    return path;
  }

  async run(parts: Partial<UpkeepParts> = {}): Promise<void> {
    await new Upkeep({
      directory: this.directory,
      compress: true,
      retain: { days: undefined, sizeBytes: undefined },
      clock: () => NOW,
      writtenPath: () => this.writtenPath,
      // deno-lint-ignore require-await -- a rejection, not an exception
      prepare: async (view) => prepareCompressed(view),
      report: (message) => this.reports.push(message),
      ...parts,
    }).run();
  }

  get names(): string[] {
    return Array.from(Deno.readDirSync(this.directory), ({ name }) => name)
      .sort();
  }

  /** The lines of all segments that count. */
  get text(): string {
    const texts = listSegments(this.directory).map((view) => {
      using file = openSegment(view.path)!;
      const { sizeBytes } = readableOf(view).view;
      return new TextDecoder().decode(
        readFully(file, new Uint8Array(sizeBytes)),
      );
    });
    return texts.join("");
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

Deno.test("upkeep compresses the segments of past days, but not the one that is written", async () => {
  using bench = new Bench();
  bench.write("2026-11-21.jsonl", '{"n":1}\n');
  bench.writtenPath = bench.write("2026-11-22.jsonl", '{"n":2}\n');
  bench.write("2026-11-23.jsonl", "");
  bench.write("2026-11-24.jsonl", '{"n":3}\n');
  bench.write("2026-11-25.jsonl", '{"n":4}\n');
  const { text } = bench;
  const { mtime } = Deno.statSync(join(bench.directory, "2026-11-21.jsonl"));
  await bench.run();
  assertEquals(bench.names, [
    "2026-11-21.jsonl.gz",
    "2026-11-22.jsonl",
    "2026-11-23.jsonl.gz",
    "2026-11-24.jsonl",
    "2026-11-25.jsonl",
  ]);
  const path = join(bench.directory, "2026-11-21.jsonl.gz");
  assertEquals(Deno.statSync(path).mtime, mtime);
  assertEquals([bench.text, bench.reports], [text, []]);
});

Deno.test("upkeep goes on where another one was ended at any moment", async () => {
  const lines = '{"n":1}\n{"n":2}\n';
  for (const moment of ["unfinished", "prepared", "renamed"] as const) {
    using bench = new Bench();
    const path = bench.write("2026-11-21.jsonl", lines);
    const view = listSegments(bench.directory)[0]!;
    prepareCompressed(view);
    const unfinished = `${path}.gz.unfinished`;
    if (moment === "unfinished") Deno.truncateSync(unfinished, 30);
    if (moment === "renamed") Deno.renameSync(unfinished, `${path}.gz`);
    assertEquals(bench.text, lines);
    await bench.run();
    assertEquals(bench.names, ["2026-11-21.jsonl.gz"]);
    assertEquals(bench.text, lines);
  }
});

Deno.test("upkeep leaves a day alone that was appended to after it had been compressed", async () => {
  using bench = new Bench();
  bench.write("2026-11-21.jsonl", '{"n":1}\n');
  await bench.run();
  bench.write("2026-11-21.jsonl", '{"n":2}\n');
  await bench.run();
  assertEquals(bench.names, ["2026-11-21.jsonl", "2026-11-21.jsonl.gz"]);
  assertEquals(bench.text, '{"n":1}\n{"n":2}\n');
});

Deno.test("upkeep keeps a segment that cannot be compressed, and says so", async () => {
  using bench = new Bench();
  const path = bench.write("2026-11-21.jsonl", '{"n":1}\n');
  bench.write("2026-11-22.jsonl", '{"n":2}\n');
  // It is appended to while it is prepared.
  const prepare = (view: SegmentView) => {
    prepareCompressed(view);
    if (view.path === path) {
      Deno.writeTextFileSync(path, '{"n":3}\n', { append: true });
    }
    return Promise.resolve();
  };
  await bench.run({ prepare });
  assertEquals(bench.text, '{"n":1}\n{"n":3}\n{"n":2}\n');
  assertEquals(bench.reports, [
    "Cannot compress 2026-11-21.jsonl: It has been appended to",
  ]);
  await bench.run();
  assertEquals(bench.names, ["2026-11-21.jsonl.gz", "2026-11-22.jsonl.gz"]);
});

const VIEWS: readonly SegmentView[] = ["21", "22", "23", "24"].map((day) => ({
  path: `/data/2026-11-${day}.jsonl`,
  sizeBytes: 100,
}));
const EXPIRED: readonly [
  days: number | undefined,
  sizeBytes: number | undefined,
  names: string[],
][] = [
  [undefined, undefined, []],
  [3, undefined, []],
  [2, undefined, ["21"]],
  [1, undefined, ["21", "22"]],
  [undefined, 400, []],
  [undefined, 399, ["21"]],
  [undefined, 200, ["21", "22"]],
  [undefined, 1, ["21", "22", "23"]],
  [2, 200, ["21", "22"]],
];
for (const [days, sizeBytes, names] of EXPIRED) {
  Deno.test(`${names.length} of 4 segments expire with ${days} days and ${sizeBytes} bytes`, () => {
    const expired = expiredSegments(VIEWS, { days, sizeBytes }, NOW);
    assertEquals(expired.map(({ view }) => view.path.slice(-8, -6)), names);
  });
}

Deno.test("upkeep removes what has expired, with what was made of it, and says so", async () => {
  using bench = new Bench();
  const path = bench.write("2026-11-20.jsonl", '{"n":1}\n');
  prepareCompressed({ path, sizeBytes: 8 });
  Deno.renameSync(`${path}.gz.unfinished`, `${path}.gz`);
  bench.write("2026-11-24.jsonl", '{"n":3}\n');
  await bench.run({ retain: { days: 3, sizeBytes: undefined } });
  assertEquals(bench.names, ["2026-11-24.jsonl"]);
  assertEquals(bench.reports, [
    "Removed 2026-11-20.jsonl of 8 bytes: older than 3 days",
  ]);
});
