/** The columns of blocks and the dictionaries of fields, made when asked for, in bounded memory. */
import { type Block, type Codes, newBlock, packed } from "./block.ts";
import type { BlockSummary } from "./block_summary.ts";
import type { BasePath } from "./base_path.ts";
import { type BudgetOptions, CacheBudget } from "./cache_budget.ts";
import {
  type Dictionary,
  DictionaryFull,
  type DictionaryLimits,
} from "./dictionary.ts";
import type { Field } from "./field.ts";
import { FieldDictionaries } from "./field_dictionaries.ts";
import { ScanProgress } from "./progress.ts";
import { QuestionRoom } from "./question_room.ts";
import { columnsOf, onlyBlock, readFields, scanGroups } from "./scan_fields.ts";
import { ScanThreads } from "./scan_threads.ts";
import type { ScannedBlock, ScannedColumn } from "./scanned_block.ts";
import type { StoredColumns } from "./stored/stored_columns.ts";
import { partsOf, sizeOf, type Stretch } from "./stretch.ts";
import { SummaryCache } from "./summary_cache.ts";

/** Memory that columns and dictionaries may take, and what a dictionary may hold. */
export interface CacheOptions extends DictionaryLimits, BudgetOptions {
  /** Columns that were made before. */
  readonly stored: StoredColumns | undefined;
}

/** Of the budget, at most one in so many bytes is for summaries. */
const SHARE_OF_SUMMARIES = 4;

/** Makes, keeps and drops columns. */
export class ColumnCache {
  readonly #options: CacheOptions;
  readonly #threads = new ScanThreads();
  readonly #summaries: SummaryCache;
  readonly #dictionaries: FieldDictionaries;
  readonly #room: QuestionRoom;
  readonly #budget: CacheBudget;

  constructor(options: CacheOptions) {
    this.#options = options;
    this.#dictionaries = new FieldDictionaries(options);
    this.#room = new QuestionRoom(this.#dictionaries, options);
    this.#summaries = new SummaryCache(
      options.budgetBytes / SHARE_OF_SUMMARIES,
    );
    const [dictionaries, summaries] = [this.#dictionaries, this.#summaries];
    this.#budget = new CacheBudget({ dictionaries, summaries, ...options });
  }

  /** The summaries of blocks by fields; none where a field is wide. */
  summaries(
    fields: readonly Field[],
  ): (block: Block) => BlockSummary | undefined {
    if (fields.some((field) => this.isWide(field))) return () => undefined;
    const unique = new Map(fields.map((field) => [field.id, field]));
    const summaries = this.#summaries.of(new Set(unique.keys()));
    return (block) =>
      summaries.get(block, () =>
        Array.from(unique.values(), (field) => ({
          id: field.id,
          codes: block.columns.get(field.id)!.codes,
          size: this.dictionary(field).size,
        })));
  }

  /** Lets another thread, at the other end of a port, help to read. */
  addScanThread(port: MessagePort): void {
    this.#threads.add(port);
  }

  /** Whether a field has too many different values to keep columns of it. */
  isWide({ id }: Field): boolean {
    return this.#dictionaries.wide.has(id);
  }

  /** The values of a field that is not wide. */
  dictionary(field: Field): Dictionary {
    return this.#dictionaries.of(field).dictionary;
  }

  /** The dictionary of a field whose columns are worth storing: those of times are quickly made. */
  storableDictionary(id: string): Dictionary | undefined {
    const cached = this.#dictionaries.cached(id);
    return cached?.kind === "values" ? cached.dictionary : undefined;
  }

  /** Must be called before each question, with all blocks. */
  begin(blocks: readonly Block[]): void {
    this.#room.begin();
    for (const id of this.#dictionaries.forgetCrowded()) {
      this.#budget.drop(id, blocks);
    }
  }

  /** Reads new blocks, and as many columns of fields as one reading can bring along. */
  *read(
    stretches: readonly Stretch[],
    fields: readonly Field[],
  ): Generator<Block> {
    const parts = partsOf(stretches);
    for (let done = 0; done < parts.length;) {
      const wideFields = this.#dictionaries.wide.size;
      for (const blocks of this.#readParts(parts.slice(done), fields)) {
        done++;
        yield* blocks;
        // What is not wanted any more must not be read in vain.
        if (this.#dictionaries.wide.size > wideFields) break;
      }
    }
  }

  /** The blocks of each part. */
  *#readParts(
    parts: readonly (readonly Stretch[])[],
    fields: readonly Field[],
  ): Generator<Iterable<Block>> {
    const [group = []] = scanGroups(this.#basesOf(fields));
    const jobs = parts.map((stretches) => ({ stretches, paths: group }));
    for (const scannedBlocks of this.#threads.read(jobs)) {
      yield this.#blocksOf(scannedBlocks, { group, fields });
    }
  }

  *#blocksOf(
    scannedBlocks: Iterable<ScannedBlock>,
    { group, fields }: {
      readonly group: readonly BasePath[];
      readonly fields: readonly Field[];
    },
  ): Generator<Block> {
    for (const scanned of scannedBlocks) {
      const block = newBlock(scanned);
      const columns = columnsOf(group, scanned);
      const whole = fields.filter((field) =>
        field.kind === "values" &&
        field.bases.every(({ id }) => columns.has(id))
      );
      this.#number(block, whole, columns, fields);
      yield block;
    }
  }

  /** Whether a block has no column yet of a field that is not wide. */
  lacks({ columns }: Block, fields: readonly Field[]): boolean {
    return fields.some((field) =>
      !columns.has(field.id) && !this.isWide(field)
    );
  }

  /**
   * Makes the columns of all but the wide fields in blocks, and tells each that is done.
   *
   * @throws {SegmentChanged}
   */
  *ensure(
    blocks: readonly Block[],
    fields: readonly Field[],
    progress = new ScanProgress(),
  ): Generator<Block> {
    for (let done = 0; done < blocks.length;) {
      const wideFields = this.#dictionaries.wide.size;
      const end = done + this.#room.blocksAtOnce(fields);
      const laterBytes = this.#unreadBytes(blocks.slice(end), fields);
      progress.expect(laterBytes);
      for (
        const block of this.#ensureAll(
          blocks.slice(done, end),
          fields,
          progress,
        )
      ) {
        done++;
        yield block;
        // What is not wanted any more must not be read in vain.
        if (this.#dictionaries.wide.size > wideFields) break;
      }
      progress.expect(-laterBytes);
    }
  }

  /** What is to be read for blocks of which no column is stored. */
  #unreadBytes(blocks: readonly Block[], fields: readonly Field[]): number {
    if (blocks.length === 0) return 0;
    const groups = scanGroups(this.#basesOf(fields));
    return blocks.reduce(
      (sum, { stretches }) => sum + groups.length * sizeOf(stretches),
      0,
    );
  }

  /** Keeps a column of a field, whose dictionary had so many bytes before. */
  #keep(block: Block, field: Field, codes: Codes, bytesBefore: number): void {
    block.columns.set(field.id, { codes });
    const { sizeBytes } = this.dictionary(field);
    this.#room.take(field.id, codes, sizeBytes - bytesBefore);
    this.#budget.hasMore();
  }

  *#ensureAll(
    blocks: readonly Block[],
    fields: readonly Field[],
    progress: ScanProgress,
  ): Generator<Block> {
    const plans = blocks.map((block) => {
      const missing = fields.filter((field) =>
        !this.isWide(field) && !block.columns.has(field.id) &&
        !this.#restore(block, field)
      );
      this.#room.makeRoom(fields);
      const groups = scanGroups(this.#basesOf(missing));
      const readBytes = groups.length * sizeOf(block.stretches);
      return { block, missing, groups, readBytes };
    });
    const jobs = plans.flatMap(({ block: { stretches }, groups }) =>
      groups.map((paths) => ({ stretches, paths }))
    );
    let leftBytes = plans.reduce((sum, { readBytes }) => sum + readBytes, 0);
    progress.expect(leftBytes);
    using reading = this.#threads.read(jobs);
    try {
      for (const { block, missing, groups, readBytes } of plans) {
        const times = missing.filter(({ kind }) => kind === "time");
        this.#number(block, times, new Map(), fields);
        const values = missing.filter((field) => field.kind === "values");
        const next = () => onlyBlock(reading.next().value!, block.rows);
        for (const read of readFields(values, groups, next)) {
          this.#number(block, read.fields, read.columns, fields);
        }
        progress.advance(readBytes);
        leftBytes -= readBytes;
        yield block;
      }
    } finally {
      // What is not read after all.
      progress.expect(-leftBytes);
    }
  }

  /** Takes a stored column, if there is one. @returns whether none is missing any more */
  #restore(block: Block, field: Field): boolean {
    const { stored } = this.#options;
    if (stored === undefined || field.kind === "time") return false;
    try {
      const dictionary = this.dictionary(field);
      const bytesBefore = dictionary.sizeBytes;
      const codes = stored.read(block, field.id, dictionary);
      if (codes === undefined) return false;
      this.#keep(block, field, codes, bytesBefore);
    } catch (error) {
      if (!(error instanceof DictionaryFull)) throw error;
      this.#dictionaries.widen(field);
    }
    return true;
  }

  #basesOf(fields: readonly Field[]): BasePath[] {
    return fields.flatMap((field) =>
      field.kind === "values" && !this.isWide(field) ? field.bases : []
    );
  }

  #number(
    block: Block,
    fields: readonly Field[],
    scanned: ReadonlyMap<string, ScannedColumn>,
    asked: readonly Field[],
  ): void {
    for (const field of fields) {
      if (this.isWide(field)) continue;
      try {
        const bytesBefore = this.dictionary(field).sizeBytes;
        const numbers = this.#dictionaries.numbersOf(block, field, scanned);
        this.#keep(block, field, packed(numbers), bytesBefore);
        this.#room.makeRoom(asked);
      } catch (error) {
        if (!(error instanceof DictionaryFull)) throw error;
        this.#dictionaries.widen(field);
      }
    }
  }

  /** Trims where much was made since it was done last. */
  trimSome(blocks: readonly Block[], used: readonly Field[]): void {
    if (this.#room.isTrimDue) this.trim(blocks, used);
  }

  /** Drops what is left of fields that have become wide, and of what nobody used for longest. */
  trim(blocks: readonly Block[], used: readonly Field[]): void {
    this.#room.trimmed();
    this.#budget.trim(blocks, used);
  }
}
