/** What an engine may take, and where it keeps what it made. */
import type { DictionaryLimits } from "./dictionary.ts";
import type { AnswerLimits } from "./group_table.ts";
import type { SearchBounds } from "./record_search.ts";

/** Where columns are kept from one process to the next. */
export interface StoredOptions {
  /** The folder for what can be made anew; made where there is none. */
  readonly cacheDirectory: string;
  /** Of all files together; with 0 they are only read. One process alone may write. */
  readonly budgetBytes: number;
  /** Blocks of fewer rows still grow. */
  readonly settledRows?: number;
}

/** Bounds of memory and time. */
export interface EngineOptions {
  /** Of columns and dictionaries together. */
  readonly budgetBytes?: number;
  readonly dictionary?: DictionaryLimits;
  /**
   * Of all dictionaries together: where one question's take more, the largest are done without, and
   * what they are about is read anew.
   */
  readonly dictionariesBytes?: number;
  /** Of one question's columns, likewise. */
  readonly columnsBytes?: number;
  readonly limits?: AnswerLimits;
  /** How long one question may take. */
  readonly timeBudgetMs?: number;
  /** Without it nothing is stored, and nothing read that was. */
  readonly stored?: StoredOptions;
  readonly search?: SearchBounds;
}

/** What holds where nothing else is said. */
export const DEFAULTS = {
  budgetBytes: 256 * 1024 * 1024,
  dictionariesBytes: 96 * 1024 * 1024,
  columnsBytes: 192 * 1024 * 1024,
  dictionary: { maxValues: 300_000, maxCharacters: 32_000_000 },
  limits: { maxGroups: 1_000_000, maxDistinctValues: 5_000_000 },
  timeBudgetMs: 60_000,
  search: { endBytes: 4 * 1024 * 1024, maxMisses: 20_000 },
} satisfies EngineOptions;
