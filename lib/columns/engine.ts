/** Answers questions for counts from columns. */
import { ServiceError } from "../error.ts";
import { ReadableSegments } from "../journal/readable_segments.ts";
import type { SegmentView } from "../journal/segment.ts";
import { isSegmentThere } from "../journal/segment_file.ts";
import {
  type CountQuery,
  type CountResult,
  countResult,
  type FieldsQuery,
  type FieldsResult,
  type RecordsQuery,
} from "../query/mod.ts";
import { type Block, SETTLED_ROWS } from "./block.ts";
import { BlockIndex } from "./block_index.ts";
import { ColumnCache } from "./column_cache.ts";
import { SegmentChanged } from "./scan_fields.ts";
import { Aggregation } from "./aggregation.ts";
import { DEFAULTS, type EngineOptions } from "./engine_options.ts";
import type { Field } from "./field.ts";
import { type ReportProgress, ScanProgress } from "./progress.ts";
import { RecordSearch } from "./record_search.ts";
import { Selection } from "./selection.ts";
import { Saver } from "./stored/saver.ts";
import { StoredColumns } from "./stored/stored_columns.ts";
import { sizeOf } from "./stretch.ts";
import { Surveyor } from "./survey.ts";
import { wantedBlocks } from "./wanted_blocks.ts";

/** How often a question begins anew since a segment was changed by somebody else. */
const MAX_ATTEMPTS = 3;

/** Holds what was derived from the segments, and answers from it. */
export class ColumnEngine {
  readonly #options: Required<Omit<EngineOptions, "stored">>;
  readonly #segments = new ReadableSegments();
  readonly #index = new BlockIndex();
  readonly #cache: ColumnCache;
  readonly #stored: StoredColumns | undefined;
  readonly #saver: Saver | undefined;
  readonly #surveyor: Surveyor;
  #isLoaded = false;
  #lacksSegments = false;
  #lastCount: Aggregation | undefined;

  constructor(options: EngineOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
    const { stored } = options;
    this.#stored = stored && new StoredColumns(stored.cacheDirectory);
    const cache = new ColumnCache({
      ...this.#options,
      ...this.#options.dictionary,
      stored: this.#stored,
    });
    this.#cache = cache;
    this.#surveyor = new Surveyor(cache);
    this.#saver = stored && stored.budgetBytes > 0
      ? new Saver({
        columns: this.#stored!,
        dictionaryOf: (id) => cache.storableDictionary(id),
        budgetBytes: stored.budgetBytes,
        settledRows: stored.settledRows ?? SETTLED_ROWS,
      })
      : undefined;
  }

  /**
   * Stores some of what was made for the last answer: a few milliseconds' work, for when nothing
   * is asked.
   *
   * @returns whether there is more to store
   */
  storeSome(): boolean {
    return this.#saver?.step() ?? false;
  }

  /** Gives back what the last count takes: its groups may not be looked at any more. */
  endCount(): void {
    this.#lastCount?.[Symbol.dispose]();
    this.#lastCount = undefined;
  }

  /** Lets another thread, at the other end of a port, help to read. */
  addScanThread(port: MessagePort): void {
    this.#cache.addScanThread(port);
  }

  /** Lines that are no records. */
  get unreadableLines(): number {
    return this.#index.blocks.reduce((sum, each) => sum + each.invalidRows, 0);
  }

  /** What is wrong with segments, behind the name of each. */
  get damages(): readonly string[] {
    return this.#segments.damages;
  }

  /**
   * Whether the last answer lacks segments that were listed, and were not there to be read: the
   * same question about the same segments may be answered otherwise when they are back.
   */
  get lacksSegments(): boolean {
    return this.#lacksSegments;
  }

  /**
   * Counts the records in the given parts of the segments, oldest first. The answer's groups are
   * made when they are looked at, which they may be until `endCount()`.
   *
   * @param report told how far the reading has come, where there is something to read
   * @throws {ServiceError} 422 where the answer would be too large or take too long
   */
  count(
    query: CountQuery,
    views: readonly SegmentView[],
    report?: ReportProgress,
  ): CountResult {
    const start = performance.now();
    return this.#untilUnchanged(() => {
      const progress = new ScanProgress(report);
      const counted = this.#count(query, this.#segments.of(views), {
        start,
        progress,
      });
      const elapsedMs = performance.now() - start;
      return countResult(query, { ...counted, elapsedMs });
    });
  }

  /**
   * Tells which paths the most recent records have, and what is there.
   *
   * @throws {ServiceError} 422 where it would take too long
   */
  fields({ top }: FieldsQuery, views: readonly SegmentView[]): FieldsResult {
    const start = performance.now();
    return this.#untilUnchanged(() => {
      const blocks = this.#update(this.#segments.of(views), []);
      const checkTime = () => this.#checkTime(start);
      return {
        ...this.#surveyor.survey(blocks, { top, checkTime }),
        elapsed_ms: Number((performance.now() - start).toFixed(3)),
      };
    });
  }

  /**
   * Finds the most recent records that match, the newest first, each as its own text: no more
   * than `maxCharacters`, but one at least.
   *
   * @throws {ServiceError} 422 where it would take too long
   */
  records(
    query: RecordsQuery,
    views: readonly SegmentView[],
    { maxCharacters }: { readonly maxCharacters: number },
  ): readonly string[] {
    const start = performance.now();
    return this.#untilUnchanged(() => {
      const readable = this.#segments.of(views);
      this.#load(readable);
      return new RecordSearch(query, readable, {
        cache: this.#cache,
        known: () => this.#index.known(readable),
        update: (fields) => this.#update(readable, fields),
        maxCharacters,
        ...this.#options.search,
        checkTime: () => this.#checkTime(start),
      }).run();
    });
  }

  #untilUnchanged<T>(answer: () => T): T {
    this.#cache.begin(this.#index.blocks);
    for (let attempt = 1;; attempt++) {
      this.#lacksSegments = false;
      try {
        const answered = answer();
        this.#lacksSegments ||= this.#segments.lacksSome;
        if (this.#lacksSegments) this.#forgetSegments();
        return answered;
      } catch (error) {
        if (!(error instanceof SegmentChanged) || attempt === MAX_ATTEMPTS) {
          throw error;
        }
        this.#forgetSegments();
      }
    }
  }

  #forgetSegments(): void {
    this.#segments.clear();
    this.#index.clear();
    this.#saver?.cancel();
  }

  #count(
    query: CountQuery,
    views: readonly SegmentView[],
    { start, progress }: Asked,
  ) {
    const selection = new Selection(query, this.#cache, query.limit);
    const { limits } = this.#options;
    const fields = [...selection.fields, ...Aggregation.fieldsOf(query)];
    const blocks = this.#update(views, fields, progress);
    const newestFirst = blocks.toReversed()
      .filter((block) => selection.mayHold(block));
    this.#ensure(blocks, { query, fields, start, progress, newestFirst });
    this.#cache.trim(blocks, fields);
    const aggregation = new Aggregation(query, { cache: this.#cache, limits });
    this.#lastCount = aggregation;
    const widePasses =
      fields.filter((field) => this.#cache.isWide(field)).length;
    // There are thousands of stretches, and mostly nothing is read of them.
    const readBytes = ({ stretches }: Block) =>
      widePasses === 0 ? 0 : widePasses * sizeOf(stretches);
    for (const block of newestFirst) progress.expect(readBytes(block));
    const summaryOf = this.#cache.summaries(fields);
    for (const block of newestFirst) {
      this.#checkTime(start);
      const summary = selection.isWithin(block) ? summaryOf(block) : undefined;
      const some = summary && selection.selectOf(summary);
      if (some) aggregation.addSummary(summary, some);
      else aggregation.add(block, selection.select(block));
      progress.advance(readBytes(block));
      if (selection.isComplete) break;
    }
    return aggregation.counted();
  }

  /** The blocks as they are now, begun with those that are stored. */
  #update(
    views: readonly SegmentView[],
    fields: readonly Field[],
    progress = new ScanProgress(),
  ): readonly Block[] {
    this.#load(views);
    const cache = this.#cache;
    const incomplete = new Set<string>();
    const blocks = this.#index.update(views, function* (stretches) {
      let missingBytes = sizeOf(stretches);
      progress.expect(missingBytes);
      for (const block of cache.read(stretches, fields)) {
        const sizeBytes = sizeOf(block.stretches);
        missingBytes -= sizeBytes;
        progress.advance(sizeBytes);
        yield block;
      }
      // Of what was not there no block has a byte: looking at each of a thousand takes its time.
      if (missingBytes === 0) return;
      for (const { path } of stretches) incomplete.add(path);
    });
    this.#lacksSegments ||= ![...incomplete].every(isSegmentThere);
    this.#saver?.plan({ blocks, views, used: fields.map(({ id }) => id) });
    return blocks;
  }

  /** Begins with what is stored. */
  #load(views: readonly SegmentView[]): void {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    this.#index.adopt(this.#stored?.load(views) ?? []);
  }

  /** Makes the columns of the blocks that can matter. */
  #ensure(
    blocks: readonly Block[],
    { query, fields, start, progress, newestFirst }: Asked & {
      readonly query: CountQuery;
      readonly fields: readonly Field[];
      /** Those of the blocks that can matter. */
      readonly newestFirst: readonly Block[];
    },
  ): void {
    const wanted = wantedBlocks(query, newestFirst);
    const lacking = wanted.filter((block) => this.#cache.lacks(block, fields));
    for (const _ of this.#cache.ensure(lacking, fields, progress)) {
      this.#checkTime(start);
      // What others have asked for makes room while it is needed.
      this.#cache.trimSome(blocks, fields);
    }
  }

  #checkTime(start: number): void {
    const { timeBudgetMs } = this.#options;
    if (performance.now() - start <= timeBudgetMs) return;
    throw new ServiceError(
      { status: 422, code: "too_long" },
      `This question takes longer than ${timeBudgetMs} ms: narrow it with since, until or limit`,
    );
  }
}

/** What goes along with a question. */
interface Asked {
  /** When it was asked, on the clock of `performance`. */
  readonly start: number;
  readonly progress: ScanProgress;
}
