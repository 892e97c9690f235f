/** The embedded store: events in a journal, questions answered by reading it. */
import type { Event } from "../event/mod.ts";
import { linesBackward, type OpenedJournal } from "../journal/mod.ts";
import {
  type CountQuery,
  type CountResult,
  createCounter,
  type JsonObject,
  matches,
  parseRecord,
  type RecordsQuery,
} from "../query/mod.ts";
import { downloadSegments } from "./download.ts";
import type { Appended, EventExport, Store, StoreStats } from "./store.ts";

/** However many records are asked for: no answer has more than about so many bytes. */
const DEFAULT_MAX_RECORDS_CHARACTERS = 32 * 1024 * 1024;

/** Keeps events in an opened journal, of which it becomes the owner. */
export class JournalStore implements Store {
  readonly #opened: OpenedJournal;
  /** Lines that the last complete reading passed over. */
  #unreadableLines = 0;

  readonly #maxRecordsCharacters: number;

  constructor(
    opened: OpenedJournal,
    { maxRecordsCharacters = DEFAULT_MAX_RECORDS_CHARACTERS } = {},
  ) {
    this.#opened = opened;
    this.#maxRecordsCharacters = maxRecordsCharacters;
  }

  append(events: readonly Event[]): Promise<Appended> {
    return this.#opened.journal.append(events);
  }

  async count(query: CountQuery): Promise<CountResult> {
    const start = performance.now();
    const counter = createCounter(query);
    for await (const { record } of this.#newestFirst()) {
      if (!counter.add(record)) break;
    }
    return counter.result(performance.now() - start);
  }

  async records(query: RecordsQuery): Promise<string[]> {
    const found: string[] = [];
    let characters = 0;
    for await (const { line, record } of this.#newestFirst()) {
      if (!matches(query, record)) continue;
      characters += line.length;
      if (found.length > 0 && characters > this.#maxRecordsCharacters) break;
      found.push(line);
      if (found.length === query.limit) break;
    }
    return found;
  }

  exportLines(): Promise<EventExport> {
    return Promise.resolve(downloadSegments(this.#opened.journal.segments()));
  }

  stats(): StoreStats {
    const { journal, repairs } = this.#opened;
    const segments = journal.segments();
    return {
      backend: "journal",
      state: journal.problem === undefined ? "ok" : "failing",
      problem: journal.problem,
      segment_count: segments.length,
      size_bytes: segments.reduce((sum, segment) => sum + segment.sizeBytes, 0),
      ...journal.figures,
      torn_bytes_at_start: repairs.reduce(
        (sum, repair) => sum + repair.tornBytes,
        0,
      ),
      unreadable_lines: this.#unreadableLines,
    };
  }

  async close(): Promise<void> {
    using _lock = this.#opened.lock;
    await this.#opened.journal.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Every record acknowledged before the call, the newest first. */
  async *#newestFirst(): AsyncGenerator<{ line: string; record: JsonObject }> {
    const decoder = new TextDecoder();
    let unreadableLines = 0;
    for (const segment of this.#opened.journal.segments().reverse()) {
      for await (const lines of linesBackward(segment)) {
        for (const bytes of lines) {
          const line = decoder.decode(bytes);
          const record = parseRecord(line);
          if (record) yield { line, record };
          else unreadableLines++;
        }
      }
    }
    this.#unreadableLines = unreadableLines;
  }
}
