/** Which rows of a block a question is about. */
import type { Filter } from "../query/query.ts";
import { valueTest } from "../query/predicate.ts";
import type { JsonValue } from "../json/exact.ts";
import type { Block, Codes } from "./block.ts";
import type { BlockSummary } from "./block_summary.ts";
import { KnownNumbers, type Mask, numberValues } from "./build.ts";
import type { ColumnCache } from "./column_cache.ts";
import { basesIn, rereadFields } from "./scan_fields.ts";
import type { Dictionary } from "./dictionary.ts";
import { type Field, fieldOf } from "./field.ts";

/** Rows of a block: `mask` is 1 for each, or `undefined` where all are. */
export interface Selected {
  readonly mask: Uint8Array | undefined;
  readonly count: number;
}

interface Condition {
  readonly field: Field;
  readonly test: (value: JsonValue | undefined) => boolean;
  /** For each number of a value whether it passes, as far as that was told. */
  passes: Uint8Array;
}

/** The numbers of values that were tested: 0 stands for no value. */
const [PASSES, FAILS] = [1, 2];

/** Selects from one block after the other, the newest first. */
export class Selection {
  readonly #cache: ColumnCache;
  readonly #conditions: readonly Condition[];
  readonly #since: number | undefined;
  readonly #until: number | undefined;
  #left: number;

  /** @param limit so many rows are selected */
  constructor(query: Filter, cache: ColumnCache, limit = Infinity) {
    this.#cache = cache;
    this.#conditions = query.where.map((predicate) => ({
      field: fieldOf(predicate.path),
      test: valueTest(predicate),
      passes: new Uint8Array(),
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
    const asked = this.#conditions.filter(({ field }) => isAsked(field));
    const isWide = ({ field }: Condition) => this.#cache.isWide(field);
    for (const condition of asked.filter((each) => !isWide(each))) {
      const { codes } = block.columns.get(condition.field.id)!;
      mask = narrowed(mask, codes, this.#passesOf(condition));
    }
    mask = narrowedAnew(block, mask, asked.filter(isWide));
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
    for (const condition of this.#conditions) {
      const passes = this.#passesOf(condition);
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

  #passesOf(condition: Condition): Uint8Array {
    const { field, test, passes } = condition;
    const dictionary = this.#cache.dictionary(field);
    return condition.passes = passesOf(dictionary, test, passes);
  }
}

/** The rows of a mask, which is changed, whose codes pass. */
function narrowed(mask: Mask, codes: Codes, passes: Uint8Array): Uint8Array {
  const rows = codes.length;
  if (mask === undefined) {
    const passing = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) passing[row] = passes[codes[row]!]!;
    return passing;
  }
  for (let row = 0; row < rows; row++) {
    mask[row] = mask[row]! & passes[codes[row]!]!;
  }
  return mask;
}

/** The rows of a mask, which is changed, that meet conditions on fields which are read anew. */
function narrowedAnew(
  block: Block,
  mask: Mask,
  conditions: readonly Condition[],
): Mask {
  const fields = new Map(
    conditions.flatMap(({ field }) =>
      field.kind === "values" ? [[field.id, field]] : []
    ),
  );
  let narrower = mask;
  const isEmpty = () => narrower !== undefined && !narrower.includes(1);
  if (fields.size === 0 || isEmpty()) return narrower;
  for (const read of rereadFields(block, [...fields.values()])) {
    const ids = new Map(read.fields.map((field) => [field.id, field]));
    for (const { field: { id }, test } of conditions) {
      const field = ids.get(id);
      if (field === undefined) continue;
      const codes = numberValues(field, basesIn(read.columns, field), {
        rows: block.rows,
        dictionary: { add: (value) => test(value) ? PASSES : FAILS },
        known: new KnownNumbers(),
        mask: narrower,
      });
      const passes = Uint8Array.of(test(undefined) ? 1 : 0, 1, 0);
      narrower = narrowed(narrower, codes, passes);
    }
    if (isEmpty()) break;
  }
  return narrower;
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
  known: Uint8Array,
): Uint8Array {
  if (known.length === dictionary.size) return known;
  const passes = new Uint8Array(dictionary.size);
  passes.set(known);
  for (let number = known.length; number < passes.length; number++) {
    if (test(dictionary.value(number))) passes[number] = 1;
  }
  return passes;
}
