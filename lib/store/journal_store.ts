/** The embedded store: events in a journal, questions answered by a thread that reads it. */
import type { Appendable, Duplicates, OpenedJournal } from "../journal/mod.ts";
import {
  type CountQuery,
  type CountResult,
  type FieldsQuery,
  type FieldsResult,
  type RecordsQuery,
  unpackResult,
} from "../query/mod.ts";
import { downloadSegments } from "./download.ts";
import type { Answers, CountAnswer } from "./query_protocol.ts";
import { QueryThread } from "./query_thread.ts";
import { RememberedAnswers } from "./remembered_answers.ts";
import { RunningUpkeep, type StoreUpkeep } from "./running_upkeep.ts";
import { snapshotSegments } from "./snapshot.ts";
import type {
  EventExport,
  Snapshot,
  SnapshotOptions,
  Store,
  StoreStats,
} from "./store.ts";

/** However many records are asked for: no answer has more than about so many bytes. */
const DEFAULT_MAX_RECORDS_CHARACTERS = 32 * 1024 * 1024;

/** An answer as JSON, in pieces. */
type JsonAnswer = Answers["countJson"];

/** Bounds of answers. */
export interface JournalStoreOptions {
  /** Who answers questions; the store becomes their owner too. */
  readonly queries?: QueryThread;
  readonly maxRecordsCharacters?: number;
  /** What is done with sealed segments; nothing where it is left out. */
  readonly upkeep?: StoreUpkeep;
}

/** Keeps events in an opened journal, of which it becomes the owner. */
export class JournalStore implements Store {
  readonly #opened: OpenedJournal;
  readonly #queries: QueryThread;
  /** Lines that the last count passed over, and what it found wrong with segments. */
  #unreadableLines = 0;
  #damages: readonly string[] = [];

  readonly #remembered = new RememberedAnswers<JsonAnswer>(
    ({ result }) => result.reduce((sum, { length }) => sum + length, 0),
  );

  readonly #upkeep: RunningUpkeep | undefined;

  readonly #maxRecordsCharacters: number;

  constructor(
    opened: OpenedJournal,
    {
      queries = new QueryThread({}, { directory: opened.journal.directory }),
      maxRecordsCharacters = DEFAULT_MAX_RECORDS_CHARACTERS,
      upkeep,
    }: JournalStoreOptions = {},
  ) {
    this.#opened = opened;
    this.#queries = queries;
    this.#maxRecordsCharacters = maxRecordsCharacters;
    this.#upkeep = upkeep && new RunningUpkeep(opened.journal, upkeep);
  }

  append(parts: readonly Appendable[]): Promise<Duplicates> {
    return this.#opened.journal.append(parts);
  }

  async count(query: CountQuery): Promise<CountResult> {
    const views = this.#opened.journal.segments();
    return unpackResult(this.#noted(
      await this.#queries.ask({ kind: "count", query, views }),
    ));
  }

  async countJson(
    query: CountQuery,
  ): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const views = this.#opened.journal.segments();
    const ask = () => this.#queries.ask({ kind: "countJson", query, views });
    const question = JSON.stringify(query);
    return this.#noted(await this.#remembered.find(question, views, ask));
  }

  #noted<Result>(
    { result, unreadableLines, damages }: CountAnswer<Result>,
  ): Result {
    this.#unreadableLines = unreadableLines;
    this.#damages = damages;
    return result;
  }

  async fields(query: FieldsQuery): Promise<FieldsResult> {
    const views = this.#opened.journal.segments();
    return await this.#queries.ask({ kind: "fields", query, views });
  }

  async records(query: RecordsQuery): Promise<readonly string[]> {
    return await this.#queries.ask({
      kind: "records",
      query,
      views: this.#opened.journal.segments(),
      maxCharacters: this.#maxRecordsCharacters,
    });
  }

  exportLines(): Promise<EventExport> {
    return Promise.resolve(downloadSegments(this.#opened.journal.segments()));
  }

  snapshot(options: SnapshotOptions): Promise<Snapshot> {
    const { journal } = this.#opened;
    return Promise.try(() => snapshotSegments(journal.segmentsNow(), options));
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
      damaged_segments: this.#damages,
    };
  }

  async close(): Promise<void> {
    using _lock = this.#opened.lock;
    using _queries = this.#queries;
    await this.#upkeep?.stop();
    await this.#opened.journal.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
