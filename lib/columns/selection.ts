/** Which rows of a block a question is about. */
import type { Filter } from "../query/query.ts";
import { valueTest } from "../query/predicate.ts";
import type { JsonValue } from "../json/exact.ts";
import type { Block, Codes } from "./block.ts";
import type { BlockSummary } from "./block_summary.ts";
import type { Mask } from "./build.ts";
import type { ColumnCache } from "./column_cache.ts";
import { numberWide } from "./scan_fields.ts";
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

  /** @param limit so many rows are selected */
  constructor(query: Filter, cache: ColumnCache, limit = Infinity) {
    this.#cache = cache;
    this.#conditions = query.where.map((predicate) => ({
      field: fieldOf(predicate.path),
      test: valueTest(predicate),
    }));
    const timeOf = (text: string | undefined) =>
      text === undefined ? undefined : Date.parse(text);
    this.#since = timeOf(query.since);
    this.#until = timeOf(query.until);
    this.#left = limit;
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
    const { mask, count } = this.#select(block, () => true);
    const kept = Math.min(count, this.#left);
    const rest = kept < count ? withoutOldest(block, mask, count - kept) : mask;
    this.#left -= kept;
    return { mask: rest, count: kept };
  }

  /** The rows that can be wanted, as far as the columns tell that the block has already. */
  selectKnown(block: Block): Selected {
    return this.#select(block, (field) => this.#isKnown(block, field));
  }

  /** Whether a block has the columns of all conditions. */
  isKnown(block: Block): boolean {
    return this.fields.every((field) => this.#isKnown(block, field));
  }

  #isKnown({ columns }: Block, field: Field): boolean {
    return columns.has(field.id) && !this.#cache.isWide(field);
  }

  #select(block: Block, isAsked: (field: Field) => boolean): Selected {
    const { rows, invalid, times } = block;
    let mask: Uint8Array | undefined;
    if (invalid !== undefined) {
      mask = Uint8Array.from(invalid, (each) => 1 - each);
    }
    if (!this.isWithin(block)) {
      mask ??= new Uint8Array(rows).fill(1);
      const { since = -Infinity, until = Infinity } = this.#bounds;
      for (let row = 0; row < rows; row++) {
        const time = times[row]!;
        if (!(time >= since && time < until)) mask[row] = 0;
      }
    }
    for (const [index, condition] of this.#conditions.entries()) {
      if (!isAsked(condition.field)) continue;
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
    return { mask, count };
  }

  /**
   * Selects combinations of a block all of whose rows are in the question's time, by its summary
   * by the conditions' fields; `undefined` where the limit parts its rows.
   */
  selectOf(
    { rows, columns, counts }: BlockSummary,
  ): Selected | undefined {
    let mask: Uint8Array | undefined;
    for (const [index, condition] of this.#conditions.entries()) {
      const passes = this.#passesOf(index, condition);
      const numbers = columns.get(condition.field.id)!;
      mask ??= new Uint8Array(rows).fill(1);
      for (let row = 0; row < rows; row++) {
        mask[row] = mask[row]! & passes[numbers[row]!]!;
      }
    }
    let count = 0;
    for (let row = 0; row < rows; row++) {
      if (mask === undefined || mask[row] !== 0) count += counts[row]!;
    }
    if (count > this.#left) return undefined;
    this.#left -= count;
    return { mask, count };
  }

  get #bounds() {
    return { since: this.#since, until: this.#until };
  }

  /** Whether all rows are in the question's time. */
  isWithin({ minTime, maxTime, untimedRows }: Block): boolean {
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
    const codes = block.columns.get(field.id)!.codes;
    return { codes, passes: this.#passesOf(index, { field, test }) };
  }

  #passesOf(index: number, { field, test }: Condition): Uint8Array {
    const dictionary = this.#cache.dictionary(field);
    const passes = passesOf(dictionary, test, this.#passes[index]);
    return this.#passes[index] = passes;
  }
}

/** The same rows but for so many of the first. */
function withoutOldest({ rows }: Block, mask: Mask, count: number): Uint8Array {
  const rest = mask ?? new Uint8Array(rows).fill(1);
  let left = count;
  for (let row = 0; left > 0; row++) {
    left -= rest[row]!;
    rest[row] = 0;
  }
  return rest;
}

/** Which numbers of values pass; `known` is what was told when there were fewer values. */
function passesOf(
  dictionary: Dictionary,
  test: Condition["test"],
  known: Uint8Array = new Uint8Array(),
): Uint8Array {
  if (known.length === dictionary.size) return known;
  const passes = new Uint8Array(dictionary.size);
  passes.set(known);
  for (let number = known.length; number < passes.length; number++) {
    if (test(dictionary.value(number))) passes[number] = 1;
  }
  return passes;
}
