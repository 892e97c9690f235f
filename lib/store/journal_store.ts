/** The embedded store: events in a journal, questions answered by a thread that reads it. */
import type { Appendable, Duplicates, OpenedJournal } from "../journal/mod.ts";
import {
  type CountQuery,
  type CountResult,
  type FieldsQuery,
  type FieldsResult,
  type RecordsQuery,
  type Suggestions,
  unpackResult,
} from "../query/mod.ts";
import { isSameViews, type SegmentView } from "../journal/segment.ts";
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
import { Trouble } from "./trouble.ts";

/** However many records are asked for: no answer has more than about so many bytes. */
const DEFAULT_MAX_RECORDS_CHARACTERS = 32 * 1024 * 1024;

/** So long the same is suggested: a page that is opened often costs questions nothing. */
const SUGGESTIONS_MS = 5000;

/** An answer as JSON, in pieces. */
type JsonAnswer = Answers["countJson"];

/** What was suggested last, by the clock of `performance`. */
interface Suggested {
  readonly askedMs: number;
  readonly answer: Promise<Suggestions>;
}

/** Bounds of answers. */
export interface JournalStoreOptions {
  /** Who answers questions; the store becomes their owner too. */
  readonly queries?: QueryThread;
  readonly maxRecordsCharacters?: number;
  /** What is done with sealed segments; nothing where it is left out. */
  readonly upkeep?: StoreUpkeep;
  /** Told, for the log, when the journal cannot be read, and when it can be again. */
  readonly report?: (message: string) => void;
}

/** Keeps events in an opened journal, of which it becomes the owner. */
export class JournalStore implements Store {
  readonly #opened: OpenedJournal;
  readonly #queries: QueryThread;
  /** Lines that the last count passed over, and what it found wrong with segments. */
  #unreadableLines = 0;
  #damages: readonly string[] = [];
  #suggestions: Suggested | undefined;

  readonly #remembered = new RememberedAnswers<JsonAnswer>(
    ({ result, lacksSegments }) =>
      lacksSegments
        ? undefined
        : result.reduce((sum, { length }) => sum + length, 0),
  );

  readonly #upkeep: RunningUpkeep | undefined;

  readonly #maxRecordsCharacters: number;

  /** Of looking at the folder, and of reading what is there. */
  readonly #listing: Trouble;
  readonly #reading: Trouble;

  constructor(
    opened: OpenedJournal,
    {
      queries = new QueryThread({}, { directory: opened.journal.directory }),
      maxRecordsCharacters = DEFAULT_MAX_RECORDS_CHARACTERS,
      upkeep,
      report = () => {},
    }: JournalStoreOptions = {},
  ) {
    this.#listing = new Trouble({ what: "be listed", report });
    this.#reading = new Trouble({ what: "be read", report });
    this.#opened = opened;
    this.#queries = queries;
    this.#maxRecordsCharacters = maxRecordsCharacters;
    this.#upkeep = upkeep && new RunningUpkeep(opened.journal, upkeep);
  }

  append(parts: readonly Appendable[]): Promise<Duplicates> {
    return this.#opened.journal.append(parts);
  }

  async count(query: CountQuery): Promise<CountResult> {
    return unpackResult(this.#noted(
      await this.#ask((views) =>
        this.#queries.ask({ kind: "count", query, views })
      ),
    ));
  }

  async countJson(
    query: CountQuery,
  ): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const question = JSON.stringify(query);
    return this.#noted(
      await this.#ask((views) =>
        this.#remembered.find(
          question,
          views,
          () => this.#queries.ask({ kind: "countJson", query, views }),
        )
      ),
    );
  }

  /**
   * The answer of the query thread, which begins while the folder is looked at: mostly it is as
   * it was.
   */
  #ask<T>(
    ask: (views: readonly SegmentView[]) => Promise<T>,
  ): Promise<T> {
    const likely = this.#opened.journal.likelySegments();
    const early = likely && ask(likely);
    // Whether it failed matters only where it is taken.
    early?.catch(() => {});
    return this.#read((views) =>
      early && isSameViews(likely, views) ? early : ask(views)
    );
  }

  /** What comes of reading the acknowledged parts of the segments; notes whether it could be done. */
  async #read<T>(
    read: (views: readonly SegmentView[]) => T | Promise<T>,
  ): Promise<T> {
    const views = this.#segments();
    try {
      const result = await read(views);
      this.#reading.passed();
      return result;
    } catch (error) {
      throw this.#reading.failed(error);
    }
  }

  /** @param list looks at the folder, or has done so of late */
  #segments(
    list = () => this.#opened.journal.segments(),
  ): readonly SegmentView[] {
    try {
      const views = list();
      this.#listing.passed();
      return views;
    } catch (error) {
      throw this.#listing.failed(error);
    }
  }

  #noted<Result>(
    { result, unreadableLines, damages }: CountAnswer<Result>,
  ): Result {
    this.#unreadableLines = unreadableLines;
    this.#damages = damages;
    return result;
  }

  async fields(query: FieldsQuery): Promise<FieldsResult> {
    return await this.#ask((views) =>
      this.#queries.ask({ kind: "fields", query, views })
    );
  }

  async suggestions(): Promise<Suggestions> {
    const known = this.#suggestions;
    const nowMs = performance.now();
    if (known !== undefined && nowMs - known.askedMs < SUGGESTIONS_MS) {
      return await known.answer;
    }
    const views = this.#segments();
    // Only some ends are read: it does not show that all can be.
    const answer = this.#queries.ask({ kind: "suggestions", views });
    this.#suggestions = { askedMs: nowMs, answer };
    answer.catch(() => this.#suggestions = undefined);
    return await answer;
  }

  async records(query: RecordsQuery): Promise<readonly string[]> {
    const maxCharacters = this.#maxRecordsCharacters;
    return await this.#ask((views) =>
      this.#queries.ask({ kind: "records", query, views, maxCharacters })
    );
  }

  exportLines(): Promise<EventExport> {
    return this.#read(downloadSegments);
  }

  snapshot(options: SnapshotOptions): Promise<Snapshot> {
    const { journal } = this.#opened;
    return Promise.try(() =>
      snapshotSegments(this.#segments(() => journal.segmentsNow()), options)
    );
  }

  stats(): StoreStats {
    const { journal, repairs } = this.#opened;
    const segments = this.#segmentsIfListed();
    return {
      backend: "journal",
      state: journal.problem === undefined ? "ok" : "failing",
      problem: journal.problem,
      read_problem: this.#listing.problem ?? this.#reading.problem,
      segment_count: segments?.length,
      size_bytes: segments?.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      ...journal.figures,
      torn_bytes_at_start: repairs.reduce(
        (sum, repair) => sum + repair.tornBytes,
        0,
      ),
      unreadable_lines: this.#unreadableLines,
      damaged_segments: this.#damages,
    };
  }

  /** Figures are told also where the folder cannot be looked at. */
  #segmentsIfListed(): readonly SegmentView[] | undefined {
    try {
      return this.#segments();
    } catch (error) {
      if (this.#listing.problem !== undefined) return undefined;
      throw error;
    }
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
