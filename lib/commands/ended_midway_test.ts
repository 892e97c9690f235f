/** Commands that write segments anew, ended at each of their operations on files. */
import { assert, assertEquals } from "@std/assert";
import { basename, join } from "@std/path";
import {
  type JournalFileSystem,
  realFileSystem,
} from "../journal/file_system.ts";
import { readableOf } from "../journal/readable_segments.ts";
import { listSegments } from "../journal/segment.ts";
import { openSegment, readFully } from "../journal/segment_file.ts";
import { dayOf } from "../journal/segment_name.ts";
import { Upkeep } from "../journal/upkeep/upkeep.ts";
import { writeCompressed } from "../testing/compressed.ts";
import { FakeProcess } from "../testing/fake_process.ts";
import {
  end,
  MIDWAY_ENDS,
  type MidwayBench,
  type RunMidway,
} from "../testing/midway_ends.ts";

const TORN = `{"uuid":"9","us`;
const NOTE_BEFORE = `{"erased_at":"2026-01-01T00:00:00.000Z","segments":{}}\n`;
const UNFINISHED_NOTE = "erasures.jsonl.unfinished";

/** A segment as it is before. */
interface Segment {
  readonly text: string;
  /** `both`: the plain one and what was made of it; `cut`: compressed, and its end missing. */
  readonly kept: "plain" | "compressed" | "both" | "cut";
}

interface Case {
  readonly args: readonly [command: string, ...rest: string[]];
  /** By day. */
  readonly before: Readonly<Record<string, Segment>>;
  readonly after: Readonly<Record<string, string>>;
  /** How many records are noted as erased, by segment. */
  readonly noted: Readonly<Record<string, number>>;
  /** Segments that are kept aside, besides the torn line. */
  readonly aside: readonly string[];
}

function line(uuid: string, user: string): string {
  return `${JSON.stringify({ uuid, user })}\n`;
}

const [ALICE, BOB, CAROL, DAVE] = [
  line("1", "alice"),
  line("2", "bob"),
  line("3", "carol"),
  line("4", "dave"),
];
const ALICE_AGAIN = line("5", "alice");
const BAD = `[1]\n{"uuid":"8","user":\n`;

const CASES: readonly Case[] = [{
  args: ["erase", "--where", "user=alice"],
  before: {
    "2026-11-19": { text: ALICE_AGAIN + DAVE, kept: "both" },
    "2026-11-20": { text: CAROL + ALICE, kept: "compressed" },
    "2026-11-21": { text: BOB, kept: "plain" },
    "2026-11-22": { text: ALICE + ALICE + TORN, kept: "plain" },
  },
  after: {
    "2026-11-19": DAVE,
    "2026-11-20": CAROL,
    "2026-11-21": BOB,
    "2026-11-22": "",
  },
  noted: {
    "2026-11-19.jsonl": 1,
    "2026-11-20.jsonl.gz": 1,
    "2026-11-22.jsonl": 2,
  },
  aside: [],
}, {
  args: ["compact"],
  before: {
    "2026-11-19": { text: BOB, kept: "plain" },
    "2026-11-20": { text: BOB + CAROL, kept: "both" },
    "2026-11-21": { text: ALICE + BOB + BOB, kept: "compressed" },
    "2026-11-22": { text: DAVE + DAVE + ALICE + TORN, kept: "plain" },
  },
  after: {
    "2026-11-19": BOB,
    "2026-11-20": CAROL,
    "2026-11-21": ALICE,
    "2026-11-22": DAVE,
  },
  noted: {},
  aside: [],
}, {
  args: ["repair"],
  before: {
    "2026-11-19": { text: ALICE, kept: "cut" },
    "2026-11-20": { text: BOB + BAD + CAROL, kept: "both" },
    "2026-11-21": { text: DAVE + BAD + TORN, kept: "plain" },
  },
  after: {
    "2026-11-19": ALICE,
    "2026-11-20": BOB + CAROL,
    "2026-11-21": DAVE,
  },
  noted: {},
  aside: ["2026-11-19.jsonl.gz", "2026-11-20.jsonl", "2026-11-21.jsonl"],
}];

/** A folder that a command is run on. */
class Bench implements Disposable, MidwayBench {
  readonly folder = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });
  readonly #case: Case;
  /** The files that are to be kept aside, as they may be found there. */
  readonly #originals = new Map<string, Uint8Array>();

  constructor(of: Case) {
    this.#case = of;
    for (const [day, { text, kept }] of Object.entries(of.before)) {
      const path = join(this.folder, `${day}.jsonl`);
      Deno.writeTextFileSync(path, text);
      if (kept !== "plain") {
        writeCompressed(path, kept === "cut" ? "foreign" : "seekable");
      }
      if (kept === "compressed" || kept === "cut") Deno.removeSync(path);
      if (kept === "cut") {
        Deno.truncateSync(
          `${path}.gz`,
          Deno.statSync(`${path}.gz`).size - 4,
        );
      }
    }
    for (const name of of.aside) {
      const text = Deno.readFileSync(join(this.folder, name));
      const isTorn = new TextDecoder().decode(text).endsWith(TORN);
      this.#originals.set(
        name,
        isTorn ? text.subarray(0, text.length - TORN.length) : text,
      );
    }
    Deno.mkdirSync(join(this.folder, "cache", "block"), { recursive: true });
    Deno.writeTextFileSync(join(this.folder, "erasures.jsonl"), NOTE_BEFORE);
  }

  async run(fileSystem: JournalFileSystem = realFileSystem): Promise<number> {
    const process = new FakeProcess();
    process.fileSystem = fileSystem;
    const [command, ...rest] = this.#case.args;
    return await process.run(command, "--data", this.folder, ...rest);
  }

  /** The lines of each day, of all its segments that count. */
  get texts(): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const view of listSegments(this.folder)) {
      using file = openSegment(view.path)!;
      const { sizeBytes } = readableOf(view).view;
      const bytes = readFully(file, new Uint8Array(sizeBytes));
      const day = dayOf(basename(view.path));
      texts[day] = (texts[day] ?? "") + new TextDecoder().decode(bytes);
    }
    return texts;
  }

  /** Each day is wholly as it was, or wholly as it will be; what is noted is what was done. */
  checkMidway(): void {
    const { before, after, noted } = this.#case;
    const { texts } = this;
    assertEquals(Object.keys(texts), Object.keys(before));
    const changed = Object.keys(texts).filter((day) => {
      const old = before[day]!.text;
      const mended = old.endsWith(TORN) ? old.slice(0, -TORN.length) : old;
      const { [day]: text } = texts;
      if (text === after[day]) return mended !== after[day];
      assert(text === old || text === mended, `${day}: ${text}`);
      return false;
    });
    const erased = Object.keys(noted)
      .filter((name) => changed.includes(dayOf(name)));
    assertEquals(
      this.names.includes("cache/block") && erased.length > 0,
      false,
    );
    // One may be noted in what is to be the record, and is when the next command has begun.
    const records = [this.notedNames("erasures.jsonl")];
    if (this.names.includes(UNFINISHED_NOTE)) {
      records.push(this.notedNames(UNFINISHED_NOTE));
    }
    assertEquals(
      records.some((names) => names.join() === erased.join()),
      true,
      `erased ${erased}, noted ${JSON.stringify(records)}`,
    );
    assert(records[0]!.every((name) => erased.includes(name)));
  }

  /** All is as if the command had not been ended. */
  checkAfter(): void {
    const { after, noted, aside } = this.#case;
    assertEquals(this.texts, after);
    const { names } = this;
    assertEquals(names.filter((name) => name.includes("unfinished")), []);
    assertEquals(
      names.filter((name) => /^2.*\.gz$/.test(name)).length,
      Object.values(this.#case.before).filter(({ kept }) =>
        kept === "compressed" || kept === "cut"
      ).length,
    );
    const text = Deno.readTextFileSync(join(this.folder, "erasures.jsonl"));
    assertEquals(text.startsWith(NOTE_BEFORE), true);
    const notes = text.slice(NOTE_BEFORE.length).split("\n").slice(0, -1)
      .map((each) => JSON.parse(each));
    // In one note or in two: each segment once.
    const segments = notes.flatMap((note) => Object.entries(note.segments));
    assertEquals(segments, Object.entries(noted));
    const sum = notes.reduce((total, note) => total + note.record_count, 0);
    assertEquals(
      sum,
      Object.values(noted).reduce((total, count) => total + count, 0),
    );
    const kept = names.filter((name) =>
      /^quarantine\/[^.]+\.jsonl(\.gz)?(\.\d)?$/.test(name)
    );
    assertEquals(kept, aside.map((name) => `quarantine/${name}`));
    for (const [name, bytes] of this.#originals) {
      assertEquals(
        Deno.readFileSync(join(this.folder, "quarantine", name)),
        bytes,
      );
    }
    // Once more for each time that its keeping was ended.
    const pieces = this.names
      .filter((name) => /^quarantine\/[^.]+\.jsonl\.\d\d/.test(name))
      .map((name) => Deno.readTextFileSync(join(this.folder, name)));
    assert(pieces.includes(TORN), pieces.join());
  }

  notedNames(file: string): string[] {
    const text = Deno.readTextFileSync(join(this.folder, file));
    return text.slice(NOTE_BEFORE.length).split("\n").flatMap((each) => {
      try {
        return Object.keys(JSON.parse(each).segments);
      } catch {
        // It is not the record yet, and may be half written.
        assert(each === "" || file === UNFINISHED_NOTE, each);
        return [];
      }
    });
  }

  /** Of all files and folders, those in others too. */
  get names(): string[] {
    const names = (folder: string, prefix: string): string[] =>
      Array.from(Deno.readDirSync(folder)).flatMap((entry) => {
        const name = `${prefix}${entry.name}`;
        return entry.isDirectory
          ? [name, ...names(join(folder, entry.name), `${name}/`)]
          : [name];
      });
    return names(this.folder, "").sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

async function endBeforeServer(bench: MidwayBench, endsAt: number) {
  const isEnded = await end(bench, endsAt);
  const reports: string[] = [];
  await new Upkeep({
    directory: bench.folder,
    compress: false,
    retain: { days: undefined, sizeBytes: undefined },
    clock: () => new Date(0),
    writtenPath: () => undefined,
    prepare: () => Promise.resolve(),
    report: (message) => reports.push(message),
  }).run();
  assertEquals(reports, []);
  const names = Array.from(Deno.readDirSync(bench.folder), ({ name }) => name);
  assertEquals(names.includes(UNFINISHED_NOTE), false);
  return isEnded;
}

const ENDS: readonly (readonly [name: string, run: RunMidway])[] = [
  ...MIDWAY_ENDS,
  [
    "the process is ended, and a server looks after the folder,",
    endBeforeServer,
  ],
];

for (const each of CASES) {
  const { args: [command] } = each;
  for (const [name, run] of ENDS) {
    Deno.test(`${command} leaves each segment as it was or as it will be where ${name} at any operation, and ends the same when run again`, async () => {
      let endsAt = 1;
      for (let isEnded = true; isEnded; endsAt++) {
        using bench = new Bench(each);
        isEnded = await run(bench, endsAt);
        try {
          bench.checkMidway();
          if (isEnded) assertEquals(await bench.run(), 0);
          bench.checkAfter();
        } catch (cause) {
          throw new Error(`Ended at operation ${endsAt}: ${cause}`, { cause });
        }
      }
      // Else nothing was put to the test.
      assert(endsAt > 20, `${endsAt} operations`);
    });
  }
}
