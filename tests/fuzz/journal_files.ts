/** Segments that something has damaged. */
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import { openTestJournal } from "../../lib/testing/open_journal.ts";
import { ColumnEngine } from "../../lib/columns/mod.ts";
import type { SegmentView } from "../../lib/journal/mod.ts";
import { readableOf } from "../../lib/journal/readable_segments.ts";
import { openSegment, readFully } from "../../lib/journal/segment_file.ts";
import { parseCountQuery } from "../../lib/query/mod.ts";
import type { Random } from "../../lib/testing/random.ts";
import { listed } from "../../lib/testing/listed.ts";
import { referenceCount } from "../../lib/testing/reference_count.ts";
import { TemporaryFolder } from "../server_process.ts";
import { EVENTS, JSON_TOKENS } from "./corpus.ts";
import { mutate } from "./mutate.ts";
import { Finding, type Target, type TargetKind } from "./target.ts";

const DAYS = ["2026-11-21", "2026-11-22"] as const;
/** It comes before them, compressed. */
const COMPRESSED_DAY = "2026-11-20";

const QUESTIONS = [
  "group_by=username",
  "group_by=@python&distinct=uuid",
  "group_by=a.b.c.1&where=uname?",
  "where=@os=Linux&interval=day",
] as const;

/** The target. */
export const journalFiles: TargetKind = {
  name: "journal files",
  share: 0.02,
  inputsPerTarget: 1000,
  concurrency: 1,
  open: () => Promise.resolve(new JournalFiles()),
};

class JournalFiles implements Target {
  readonly #folder = new TemporaryFolder();
  #count = 0;

  async feed(random: Random): Promise<void> {
    const directory = join(this.#folder.path, `${this.#count++}`);
    Deno.mkdirSync(directory);
    const written = DAYS.map((day) => {
      const damaged = mutate(random, someLines(random), JSON_TOKENS);
      Deno.writeFileSync(join(directory, `${day}.jsonl`), damaged);
      return damaged;
    });
    if (random.isWithin(0.5)) {
      const compressed = gzipSync(someLines(random));
      Deno.writeFileSync(
        join(directory, `${COMPRESSED_DAY}.jsonl.gz`),
        mutate(random, new Uint8Array(compressed), JSON_TOKENS),
      );
    }
    const { journal, lock } = await openTestJournal(directory);
    try {
      const segments = journal.segments();
      const kept = segments.map(readableBytes);
      checkNothingIsLost(directory, written, kept.slice(-DAYS.length));
      checkAnswer(random, segments, kept);
    } finally {
      await journal.close();
      lock[Symbol.dispose]();
    }
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#folder[Symbol.dispose]();
    return Promise.resolve();
  }
}

function someLines(random: Random): Uint8Array {
  const lines = Array.from(
    { length: random.below(6) },
    () => `${random.pick(EVENTS)}\n`,
  );
  return new TextEncoder().encode(lines.join(""));
}

/** What can be read of a segment, plain or compressed. */
function readableBytes(segment: SegmentView): Uint8Array {
  const { path, sizeBytes } = readableOf(segment).view;
  using file = openSegment(path);
  return file ? readFully(file, new Uint8Array(sizeBytes)) : new Uint8Array();
}

/** All bytes are in the segments, which end with whole lines, or in quarantine. */
function checkNothingIsLost(
  directory: string,
  written: readonly Uint8Array[],
  kept: readonly Uint8Array[],
): void {
  for (const [index, before] of written.entries()) {
    const after = kept[index]!;
    if (after.length > 0 && after.at(-1) !== 0x0a) {
      throw new Finding(`${DAYS[index]} ends within a line`);
    }
    let whole = after;
    if (after.length < before.length) {
      const name = `${DAYS[index]}.jsonl.${after.length}`;
      const aside = Deno.readFileSync(join(directory, "quarantine", name));
      whole = Uint8Array.from([...after, ...aside]);
    }
    if (before.some((byte, at) => byte !== whole[at])) {
      throw new Finding(`${DAYS[index]} has lost bytes`);
    }
  }
}

/** The columns' answer is that of the plain way. */
function checkAnswer(
  random: Random,
  segments: readonly SegmentView[],
  kept: readonly Uint8Array[],
): void {
  const params = new URLSearchParams(random.pick(QUESTIONS));
  const query = parseCountQuery(params, { now: new Date("2026-11-23") });
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const lines = kept.flatMap((bytes) =>
    decoder.decode(bytes).split("\n").slice(0, -1)
  );
  const told = ({ elapsed_ms: _, ...rest }: { elapsed_ms: number }) =>
    JSON.stringify(rest);
  const answer = told(listed(new ColumnEngine().count(query, segments)));
  const expected = told(referenceCount(query, lines));
  if (answer !== expected) {
    throw new Finding(`${params}: answers ${answer}, expected ${expected}`);
  }
}
