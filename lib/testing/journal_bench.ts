/** What tests of the journal have in common: one with faults and a clock at hand. */
import { setImmediate } from "node:timers";
import { assert } from "@std/assert";
import { join } from "@std/path";
import { type Event, readEvent, runOf } from "../event/mod.ts";
import { faultFileSystem, type Faults } from "../journal/fault_file_system.ts";
import type { SyncMode } from "../journal/journal_parts.ts";
import { type OpenedJournal, openJournal } from "../journal/mod.ts";

/** What the clock says at first. */
export const START = Date.parse("2026-11-23T21:04:05.123Z");

/** Lets the event loop turn. */
export async function turn(times: number): Promise<void> {
  for (let each = 0; each < times; each++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A journal in a folder of its own, with faults and a clock at hand. */
export class JournalBench implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync();
  readonly faults: Faults;
  readonly reports: string[] = [];
  onReport: (message: string) => void = () => {};
  now = START;
  readonly #fileSystem;
  #opened: OpenedJournal | undefined;

  constructor(readonly sync: SyncMode = "disk") {
    ({ faults: this.faults, fileSystem: this.#fileSystem } = faultFileSystem());
  }

  async open(
    {
      uuidWindow = 100,
      probeIntervalMs = 60_000,
      maxCopiedBytes = Infinity,
    } = {},
  ): Promise<OpenedJournal> {
    return this.#opened = await openJournal({
      directory: this.directory,
      sync: this.sync,
      uuidWindow,
      host: "box",
      probeIntervalMs,
      maxCopiedBytes,
      report: (message) => {
        this.reports.push(message);
        this.onReport(message);
      },
      clock: () => new Date(this.now),
      fileSystem: this.#fileSystem,
    });
  }

  /** Appends events. @returns once they are durable, the indexes of duplicates among them */
  async append(...texts: string[]): Promise<ReadonlySet<number>> {
    const events = eventsOf(texts);
    const seen = await this.#opened!.journal.append(events);
    return new Set(events.keys().filter((index) => seen.has(events[index]!)));
  }

  /** The same, as one run. */
  async appendRun(...texts: string[]): Promise<ReadonlySet<number>> {
    const run = runOf(eventsOf(texts));
    const seen = await this.#opened!.journal.append([run]);
    return new Set(seen.placesIn(run));
  }

  lines(day = "2026-11-23"): string[] {
    const text = Deno.readTextFileSync(join(this.directory, `${day}.jsonl`));
    assert(
      text === "" || text.endsWith("\n"),
      `torn: ${JSON.stringify(text.slice(-80))}`,
    );
    return text.split("\n").slice(0, -1);
  }

  async close(): Promise<void> {
    this.faults.beforeSync = () => Promise.resolve();
    await this.#opened?.journal.close();
    this.#opened?.lock[Symbol.dispose]();
    this.#opened = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

function eventsOf(texts: readonly string[]): Event[] {
  const encoder = new TextEncoder();
  return texts.map((text) => readEvent(encoder.encode(text)));
}
