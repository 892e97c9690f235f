/** Keeps columns, dictionaries and summaries within the memory that they may take. */
import { type Block, columnSizes, timesSize } from "./block.ts";
import type { Field } from "./field.ts";
import type { FieldDictionaries } from "./field_dictionaries.ts";
import type { RoomOptions } from "./question_room.ts";
import type { SummaryCache } from "./summary_cache.ts";

/** Bounds, in bytes. */
export interface BudgetOptions extends RoomOptions {
  /** Of all together. */
  readonly budgetBytes: number;
}

/** What there is of it. */
interface BudgetParts extends BudgetOptions {
  readonly dictionaries: FieldDictionaries;
  readonly summaries: SummaryCache;
}

/** Drops what nobody used for longest. */
export class CacheBudget {
  readonly #parts: BudgetParts;
  /** Whether there may be more of columns and dictionaries than the budget allows. */
  #mayBeTooLarge = false;
  #trimmedSummaryBytes = 0;

  constructor(parts: BudgetParts) {
    this.#parts = parts;
  }

  /** There is a column more. */
  hasMore(): void {
    this.#mayBeTooLarge = true;
  }

  /** Drops what is left of fields that have become wide, and of what nobody used for longest. */
  trim(blocks: readonly Block[], used: readonly Field[]): void {
    const { dictionaries, summaries, ...bounds } = this.#parts;
    dictionaries.use(used);
    const hasMore = summaries.sizeBytes > this.#trimmedSummaryBytes;
    if (!this.#mayBeTooLarge && !hasMore) return;
    for (const id of dictionaries.wide) this.drop(id, blocks);
    const sizes = columnSizes(blocks);
    const columnBytes = (id: string) => sizes.get(id) ?? 0;
    const given = dictionaries.makeRoom(used, bounds.columnsBytes, columnBytes);
    for (const id of given) this.drop(id, blocks);
    summaries.trim(blocks);
    const byAge = dictionaries.byAge();
    let dictionaryBytes = 0;
    let otherBytes = summaries.sizeBytes + timesSize(blocks);
    for (const [id, { dictionary: { sizeBytes } }] of byAge) {
      dictionaryBytes += sizeBytes;
      otherBytes += columnBytes(id);
    }
    const isTooLarge = () =>
      dictionaryBytes > bounds.dictionariesBytes ||
      dictionaryBytes + otherBytes > bounds.budgetBytes;
    for (const [id, cached] of byAge) {
      if (!isTooLarge() || dictionaries.isInUse(cached)) break;
      dictionaryBytes -= cached.dictionary.sizeBytes;
      otherBytes -= columnBytes(id);
      this.drop(id, blocks);
    }
    this.#mayBeTooLarge = isTooLarge();
    this.#trimmedSummaryBytes = summaries.sizeBytes;
  }

  /** Drops all that there is of a field. */
  drop(id: string, blocks: readonly Block[]): void {
    this.#parts.dictionaries.drop(id);
    this.#parts.summaries.dropField(id);
    for (const block of blocks) block.columns.delete(id);
  }
}
