/** The summaries of blocks, kept in bounded memory for the questions that can be told from them. */
import type { Block } from "./block.ts";
import {
  type BlockSummary,
  placeCount,
  summarize,
  type SummarizedColumn,
  summaryBytes,
} from "./block_summary.ts";

/** Those by some fields. */
interface Kept {
  readonly fields: ReadonlySet<string>;
  uses: number;
  sizeBytes: number;
  /** Blocks without one: they have too many combinations. */
  readonly byBlock: WeakMap<Block, BlockSummary | "too many">;
}

/** With more places a summary takes longer to make than one answer without it. */
const MAX_PLACES_AT_ONCE = 4096;

/** So many combinations of fields are remembered. */
const MAX_KEPT = 256;

/** Makes, keeps and drops summaries. */
export class SummaryCache {
  /** Those used last come last. */
  readonly #kept = new Map<string, Kept>();
  readonly #budgetBytes: number;
  #sizeBytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** About what all of them take, in bytes. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The summaries by some fields, whatever their order. */
  of(fields: ReadonlySet<string>): Summaries {
    const key = JSON.stringify([...fields].sort());
    const kept: Kept = this.#kept.get(key) ??
      { fields, uses: 0, sizeBytes: 0, byBlock: new WeakMap() };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (this.#kept.size > MAX_KEPT) this.#drop(this.#kept.keys().next().value!);
    const isFirstUse = ++kept.uses === 1;
    const { byBlock } = kept;
    return {
      get: (block, columnsOf) => {
        let summary = byBlock.get(block);
        if (summary === undefined) {
          const columns = columnsOf();
          const isLarge = placeCount(columns) > MAX_PLACES_AT_ONCE;
          if (isFirstUse && isLarge) return undefined;
          summary = summarize(block, columns) ?? "too many";
          byBlock.set(block, summary);
          const sizeBytes = summary === "too many" ? 0 : summaryBytes(summary);
          kept.sizeBytes += sizeBytes;
          this.#sizeBytes += sizeBytes;
        }
        return summary === "too many" ? undefined : summary;
      },
    };
  }

  /** Drops those that nobody has used for longest, but for the last, until all fit. */
  trim(blocks: readonly Block[]): void {
    if (this.#sizeBytes <= this.#budgetBytes) return;
    // Blocks have come and gone since they were added up.
    this.#sizeBytes = 0;
    for (const kept of this.#kept.values()) {
      kept.sizeBytes = bytesOf(kept, blocks);
      this.#sizeBytes += kept.sizeBytes;
    }
    for (const key of [...this.#kept.keys()].slice(0, -1)) {
      if (this.#sizeBytes <= this.#budgetBytes) break;
      this.#drop(key);
    }
  }

  /** Drops all that are about a field, whose numbers hold no more. */
  dropField(id: string): void {
    for (const [key, { fields }] of this.#kept) {
      if (fields.has(id)) this.#drop(key);
    }
  }

  #drop(key: string): void {
    this.#sizeBytes -= this.#kept.get(key)!.sizeBytes;
    this.#kept.delete(key);
  }
}

/** The summaries by the same fields. */
export interface Summaries {
  /**
   * That of a block, made of its columns where it is new; `undefined`: it has none, or it may not
   * be worth its making before the same is asked again.
   */
  readonly get: (
    block: Block,
    columnsOf: () => readonly SummarizedColumn[],
  ) => BlockSummary | undefined;
}

function bytesOf({ byBlock }: Kept, blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => {
    const summary = byBlock.get(block);
    return typeof summary === "object" ? sum + summaryBytes(summary) : sum;
  }, 0);
}
