/** `import`, ended at each of its operations on files. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { gzipSync } from "node:zlib";
import {
  type JournalFileSystem,
  realFileSystem,
} from "../journal/file_system.ts";
import { readableOf } from "../journal/readable_segments.ts";
import { listSegments } from "../journal/segment.ts";
import { openSegment, readFully } from "../journal/segment_file.ts";
import { writeCompressed } from "../testing/compressed.ts";
import { EndedMidway } from "../testing/ended_midway.ts";
import { FakeProcess } from "../testing/fake_process.ts";
import {
  MIDWAY_ENDS,
  type MidwayBench,
  powerLossDisk,
} from "../testing/midway_ends.ts";
import { Random } from "../testing/random.ts";

const TORN = `{"uuid":"9","us`;

function line(uuid: string, day: number): string {
  const time = `2026-11-${day}T10:00:00.000Z`;
  return `${JSON.stringify({ uuid, server_time: time })}\n`;
}

/** By day, as it is before; the first is compressed. */
const BEFORE = { 20: line("1", 20), 21: line("2", 21) };

/** Of days that are compressed, plain, and new; some are there, or come again. */
const PLAIN = line("1", 20) + line("3", 20) + line("4", 21) + line("5", 22) +
  line("4", 21) + line("3", 20);
const COMPRESSED = line("6", 22) + line("5", 22) + line("7", 19) +
  line("2", 21) + line("7", 19);

/** By segment; where a day has more lines, in any order: what was written first stays first. */
const AFTER = {
  "2026-11-19.jsonl": [line("7", 19)],
  "2026-11-20.jsonl": [line("1", 20), line("3", 20)],
  "2026-11-21.jsonl": [line("2", 21), line("4", 21)],
  "2026-11-22.jsonl": [line("5", 22), line("6", 22)],
};

const FORMS: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>> = {
  "JSON Lines": { "a.jsonl": bytesOf(PLAIN + COMPRESSED) },
  "gzip": { "a.jsonl.gz": gzipSync(PLAIN + COMPRESSED) },
  "one of each": {
    "a.jsonl": bytesOf(PLAIN),
    "b.jsonl.gz": gzipSync(COMPRESSED),
  },
};

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A folder, and files to import. */
class Bench implements Disposable, MidwayBench {
  readonly #root = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });
  readonly folder = join(this.#root, "data");
  readonly #files: string[] = [];

  constructor(files: Readonly<Record<string, Uint8Array>>) {
    Deno.mkdirSync(this.folder);
    for (const [name, bytes] of Object.entries(files)) {
      const path = join(this.#root, name);
      Deno.writeFileSync(path, bytes);
      this.#files.push(path);
    }
    const compressed = join(this.folder, "2026-11-20.jsonl");
    Deno.writeTextFileSync(compressed, BEFORE[20]);
    writeCompressed(compressed, "seekable");
    Deno.removeSync(compressed);
    Deno.writeTextFileSync(
      join(this.folder, "2026-11-21.jsonl"),
      BEFORE[21] + TORN,
    );
  }

  async run(fileSystem: JournalFileSystem = realFileSystem): Promise<number> {
    const process = new FakeProcess();
    process.fileSystem = fileSystem;
    return await process.run("import", "--data", this.folder, ...this.#files);
  }

  /** The lines of each segment that counts, and what stands behind the last of them. */
  get segments(): Record<string, { lines: string[]; rest: string }> {
    return Object.fromEntries(
      listSegments(this.folder).map((view) => {
        using file = openSegment(view.path)!;
        const { sizeBytes } = readableOf(view).view;
        const bytes = readFully(file, new Uint8Array(sizeBytes));
        const parts = new TextDecoder().decode(bytes).split(/(?<=\n)/);
        const rest = parts.at(-1)?.endsWith("\n") ? "" : parts.pop() ?? "";
        const name = view.path.slice(this.folder.length + 1);
        return [name, { lines: parts, rest }];
      }),
    );
  }

  /** All that was there is there, and nothing but whole events of the files, each once. */
  checkMidway(): void {
    const { segments } = this;
    const lines = Object.values(segments).flatMap(({ lines }) => lines);
    const all = Object.values(AFTER).flat();
    assertEquals(
      lines.toSorted(),
      all.filter((each) => lines.includes(each)).toSorted(),
    );
    for (const each of Object.values(BEFORE)) assert(lines.includes(each));
  }

  /** All is as if the command had not been ended. */
  checkAfter(): void {
    const found = Object.entries(this.segments).map(
      ([name, { lines, rest }]) => {
        assertEquals(rest, "", name);
        return [name, lines.toSorted()];
      },
    );
    assertEquals(Object.fromEntries(found), AFTER);
    const names = Array.from(Deno.readDirSync(this.folder), ({ name }) => name);
    assertEquals(
      names.filter((name) => /unfinished|\.gz$/.test(name)),
      [],
    );
    const aside = join(this.folder, "quarantine");
    const pieces = Array.from(
      Deno.readDirSync(aside),
      ({ name }) => Deno.readTextFileSync(join(aside, name)),
    );
    assert(pieces.includes(TORN), pieces.join());
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#root, { recursive: true });
  }
}

/** Runs for every operation, until there are no more. */
async function atEach(
  files: Readonly<Record<string, Uint8Array>>,
  run: (bench: Bench, endsAt: number) => Promise<boolean>,
): Promise<void> {
  let endsAt = 1;
  for (let isEnded = true; isEnded; endsAt++) {
    using bench = new Bench(files);
    try {
      isEnded = await run(bench, endsAt);
      bench.checkAfter();
    } catch (cause) {
      throw new Error(`Ended at operation ${endsAt}: ${cause}`, { cause });
    }
  }
  // Else nothing was put to the test.
  assert(endsAt > 20, `${endsAt} operations`);
}

for (const [form, files] of Object.entries(FORMS)) {
  for (const [name, run] of MIDWAY_ENDS) {
    Deno.test(`import of ${form} stores whole events only where ${name} at any operation, and each once when run again`, async () => {
      await atEach(files, async (bench, endsAt) => {
        const isEnded = await run(bench, endsAt);
        bench.checkMidway();
        if (isEnded) assertEquals(await bench.run(), 0);
        return isEnded;
      });
    });
  }

  for (const seed of [1, 2, 3, 4]) {
    Deno.test(`import of ${form} that was ended at any operation and has then ended well has lost nothing when the power is lost (seed ${seed})`, async () => {
      await atEach(files, async (bench, endsAt) => {
        const disk = powerLossDisk(new Random(seed, endsAt));
        const process = new EndedMidway(disk.process(), {
          endsAt,
          midway: "ends",
        });
        await bench.run(process.fileSystem);
        disk.kill();
        if (process.isEnded) assertEquals(await bench.run(disk.process()), 0);
        disk.losePower();
        return process.isEnded;
      });
    });
  }
}
