/** Which rows of a block a question is about. */
import type { CountQuery } from "../query/query.ts";
import { valueTest } from "../query/predicate.ts";
import type { JsonValue } from "../json/exact.ts";
import type { Block, Codes } from "./block.ts";
import type { Mask } from "./build.ts";
import { type ColumnCache, numberWide } from "./column_cache.ts";
import { Dictionary, UNBOUNDED } from "./dictionary.ts";
import { type Field, fieldOf } from "./field.ts";

/** Rows of a block: `mask` is 1 for each, or `undefined` where all are. */
export interface Selected {
  readonly mask: Uint8Array | undefined;
  readonly count: number;
}

interface Condition {
  readonly field: Field;
  readonly test: (value: JsonValue | undefined) => boolean;
}

/** Selects from one block after the other, the newest first. */
export class Selection {
  readonly #cache: ColumnCache;
  readonly #conditions: readonly Condition[];
  readonly #since: number | undefined;
  readonly #until: number | undefined;
  /** By condition: for each number of a value whether it passes. */
  readonly #passes: Uint8Array[] = [];
  #left: number;

  constructor(query: CountQuery, cache: ColumnCache) {
    this.#cache = cache;
    this.#conditions = query.where.map((predicate) => ({
      field: fieldOf(predicate.path),
      test: valueTest(predicate),
    }));
    const timeOf = (text: string | undefined) =>
      text === undefined ? undefined : Date.parse(text);
    this.#since = timeOf(query.since);
    this.#until = timeOf(query.until);
    this.#left = query.limit ?? Infinity;
  }

  /** The fields that conditions are about. */
  get fields(): Field[] {
    return this.#conditions.map(({ field }) => field);
  }

  /** Whether no more rows are wanted. */
  get isComplete(): boolean {
    return this.#left <= 0;
  }

  /** Whether a block can have a row in the question's time. */
  mayHold({ minTime, maxTime }: Block): boolean {
    if (this.#since !== undefined && !(maxTime >= this.#since)) return false;
    return this.#until === undefined || minTime < this.#until;
  }

  select(block: Block): Selected {
    const { rows, invalid, times } = block;
    let mask: Uint8Array | undefined;
    if (invalid !== undefined) {
      mask = Uint8Array.from(invalid, (each) => 1 - each);
    }
    if (!this.#isWithin(block)) {
      mask ??= new Uint8Array(rows).fill(1);
      const { since = -Infinity, until = Infinity } = this.#bounds;
      for (let row = 0; row < rows; row++) {
        const time = times[row]!;
        if (!(time >= since && time < until)) mask[row] = 0;
      }
    }
    for (const [index, condition] of this.#conditions.entries()) {
      const { codes, passes } = this.#test(index, condition, { block, mask });
      if (mask === undefined) {
        mask = new Uint8Array(rows);
        for (let row = 0; row < rows; row++) mask[row] = passes[codes[row]!]!;
      } else {
        for (let row = 0; row < rows; row++) {
          mask[row] = mask[row]! & passes[codes[row]!]!;
        }
      }
    }
    let count = rows;
    if (mask !== undefined) {
      count = 0;
      for (let row = 0; row < rows; row++) count += mask[row]!;
    }
    if (count > this.#left) {
      mask ??= new Uint8Array(rows).fill(1);
      // The oldest come first.
      for (let row = 0; count > this.#left; row++) {
        count -= mask[row]!;
        mask[row] = 0;
      }
    }
    this.#left -= count;
    return { mask, count };
  }

  get #bounds() {
    return { since: this.#since, until: this.#until };
  }

  /** Whether all rows are in the question's time. */
  #isWithin({ minTime, maxTime, untimedRows }: Block): boolean {
    const { since, until } = this.#bounds;
    if (since === undefined && until === undefined) return true;
    return untimedRows === 0 && minTime >= (since ?? -Infinity) &&
      maxTime < (until ?? Infinity);
  }

  #test(
    index: number,
    { field, test }: Condition,
    { block, mask }: { readonly block: Block; readonly mask: Mask },
  ): { readonly codes: Codes; readonly passes: Uint8Array } {
    if (field.kind === "values" && this.#cache.isWide(field)) {
      const dictionary = new Dictionary(UNBOUNDED);
      const codes = numberWide(block, field, dictionary, mask);
      return { codes, passes: passesOf(dictionary, test) };
    }
    this.#passes[index] ??= passesOf(this.#cache.dictionary(field), test);
    const codes = block.columns.get(field.id)!.codes;
    return { codes, passes: this.#passes[index] };
  }
}

function passesOf(dictionary: Dictionary, test: Condition["test"]): Uint8Array {
  const passes = new Uint8Array(dictionary.size);
  for (let number = 0; number < passes.length; number++) {
    if (test(dictionary.value(number))) passes[number] = 1;
  }
  return passes;
}
