/** Counts selected rows into groups. */
import type { JsonValue } from "../json/exact.ts";
import type { Counted, CountQuery, GroupTally } from "../query/mod.ts";
import { valueText } from "../query/predicate.ts";
import { TimeTexts } from "../query/time_text.ts";
import { type Block, type Codes, MAX_BLOCK_ROWS } from "./block.ts";
import type { BlockSummary } from "./block_summary.ts";
import type { Mask } from "./build.ts";
import type { ColumnCache } from "./column_cache.ts";
import { numberWide } from "./scan_fields.ts";
import { DictionaryFull } from "./dictionary.ts";
import { type Field, fieldOf } from "./field.ts";
import {
  type AnswerLimits,
  DistinctTable,
  PairTable,
  tooMany,
} from "./group_table.ts";
import { Tallies } from "./tallies.ts";
import { TextTable } from "./text_table.ts";
import type { Selected } from "./selection.ts";

/** What numbers a field's values: the cache's `Dictionary`, or one that holds their texts alone. */
interface ValueTexts extends Partial<Disposable> {
  readonly size: number;
  readonly hasSharedTexts: boolean;
  add(value: JsonValue): number;
  text(number: number): string;
  group(number: number): number;
}

/** A field of this question, and what numbers its values. */
interface Numbered {
  readonly field: Field;
  readonly dictionary: ValueTexts;
  readonly isWide: boolean;
  /** Of the rows at hand; no count is made while another one is. */
  readonly numbers: Uint32Array;
}

/** Rows of a block or of its summary, of which those of a mask are counted. */
interface Rows {
  readonly rows: number;
  readonly mask: Mask;
  readonly codesOf: (field: Numbered) => Codes;
}

/** For the numbers of fields, whatever the question: new memory costs its time. */
const scratches: Uint32Array[] = [];

/** Everything counted so far. */
export class Aggregation implements Disposable {
  readonly #limits: AnswerLimits;
  readonly #groupBy: readonly Numbered[];
  readonly #distinct: readonly Numbered[];
  readonly #pairs: readonly PairTable[];
  readonly #distinctTables: readonly DistinctTable[];
  readonly #tallies = new Tallies();
  #matched = 0;

  constructor(
    query: CountQuery,
    { cache, limits }: {
      readonly cache: ColumnCache;
      readonly limits: AnswerLimits;
    },
  ) {
    this.#limits = limits;
    let count = 0;
    const numbered = (field: Field): Numbered => {
      const isWide = cache.isWide(field);
      return {
        field,
        isWide,
        dictionary: isWide ? wideTexts(limits) : cache.dictionary(field),
        numbers: scratches[count++] ??= new Uint32Array(MAX_BLOCK_ROWS),
      };
    };
    this.#groupBy = query.groupBy.map(fieldOf).map(numbered);
    this.#distinct = query.distinct.map(fieldOf).map(numbered);
    this.#pairs = this.#groupBy.slice(1).map((right, index) =>
      new PairTable(
        index === 0 ? sizeOf(this.#groupBy[0]!) : Infinity,
        sizeOf(right),
        limits.maxGroups,
      )
    );
    this.#distinctTables = this.#distinct.map((each) =>
      new DistinctTable(
        this.#groupBy.length === 0
          ? 2
          : this.#groupBy.length === 1
          ? sizeOf(this.#groupBy[0]!)
          : Infinity,
        sizeOf(each),
        limits.maxDistinctValues,
      )
    );
  }

  /** The fields that a question groups by or counts the values of. */
  static fieldsOf({ groupBy, distinct }: CountQuery): Field[] {
    return [...groupBy, ...distinct].map(fieldOf);
  }

  /** Counts the selected rows of a block. */
  add(block: Block, { mask, count }: Selected): void {
    this.#matched += count;
    if (count === 0) return;
    const { rows } = block;
    this.#addRows(
      { rows, mask, codesOf: (each) => this.#codesOf(each, block, mask) },
      (groups, size) => this.#tallies.add(block, groups, { mask, size }),
    );
  }

  /** Counts the selected combinations of a block's summary by all of the question's fields. */
  addSummary(summary: BlockSummary, { mask, count }: Selected): void {
    this.#matched += count;
    if (count === 0) return;
    const { rows, columns } = summary;
    this.#addRows(
      { rows, mask, codesOf: ({ field }) => columns.get(field.id)! },
      (groups) => this.#tallies.addSummary(summary, groups, mask),
    );
  }

  #addRows(
    some: Rows,
    tally: (groups: Uint32Array, size: number) => void,
  ): void {
    const groups = this.#groupsOf(some);
    const size = this.#groupSize();
    this.#tallies.grow(size);
    tally(groups, size);
    for (const [index, each] of this.#distinct.entries()) {
      const values = numbersOf(each, some);
      this.#distinctTables[index]!.add(groups, values, some);
    }
  }

  /** For each row the number of its group; 0 where it lacks a path. */
  #groupsOf(some: Rows): Uint32Array {
    const [first, ...others] = this.#groupBy;
    if (first === undefined) return new Uint32Array(some.rows).fill(1);
    const groups = numbersOf(first, some);
    for (const [index, other] of others.entries()) {
      this.#pairs[index]!.number(groups, numbersOf(other, some), some);
    }
    return groups;
  }

  #codesOf(
    { field, dictionary, isWide }: Numbered,
    block: Block,
    mask: Mask,
  ): Codes {
    if (!isWide || field.kind === "time") {
      return block.columns.get(field.id)!.codes;
    }
    try {
      return numberWide(block, field, dictionary, mask);
    } catch (error) {
      if (!(error instanceof DictionaryFull)) throw error;
      throw tooMany("groups", this.#limits.maxGroups);
    }
  }

  /** One more than the largest number of a group. */
  #groupSize(): number {
    const pairs = this.#pairs.at(-1);
    return pairs?.size ?? this.#groupBy[0]?.dictionary.size ?? 2;
  }

  /** What was counted, to be looked at as long as nothing more is added. */
  counted(): Omit<Counted, "elapsedMs"> {
    const { counts } = this.#tallies;
    const { maxGroups } = this.#limits;
    const found = new Uint32Array(this.#groupSize());
    let [length, recordCount] = [0, 0];
    for (let group = 1; group < found.length; group++) {
      if (!(counts[group]! > 0)) continue;
      if (length === maxGroups) throw tooMany("groups", maxGroups);
      found[length++] = group;
      recordCount += counts[group]!;
    }
    const distinct = this.#distinctTables.map((table) =>
      table.counts(found.subarray(0, length))
    );
    const times = new TimeTexts();
    const groups = {
      length,
      count: (place: number) => counts[found[place]!]!,
      key: (place: number) => this.#keyOf(found[place]!),
      tally: (place: number) =>
        this.#tally(found[place]!, times, distinct.map((each) => each[place]!)),
    };
    return { groups, recordCount, errorCount: this.#matched - recordCount };
  }

  /** Gives the memory back; nothing of what was counted may be looked at any more. */
  [Symbol.dispose](): void {
    this.#tallies[Symbol.dispose]();
    const tables = [...this.#pairs, ...this.#distinctTables];
    for (const table of tables) table[Symbol.dispose]();
    for (const { dictionary } of [...this.#groupBy, ...this.#distinct]) {
      dictionary[Symbol.dispose]?.();
    }
  }

  #tally(
    group: number,
    times: TimeTexts,
    distinct: readonly number[],
  ): GroupTally {
    const { counts, firsts, lasts } = this.#tallies;
    const textOf = (timeMs: number) =>
      Number.isFinite(timeMs) ? times.of(timeMs) : undefined;
    return {
      key: this.#keyOf(group),
      count: counts[group]!,
      first: textOf(firsts[group]!),
      last: textOf(lasts[group]!),
      distinct,
    };
  }

  #keyOf(group: number): string[] {
    const first = this.#groupBy[0];
    if (first === undefined) return [];
    if (this.#pairs.length === 0) return [first.dictionary.text(group)];
    const key: string[] = [];
    let number = group;
    for (let index = this.#pairs.length - 1; index >= 0; index--) {
      const pairs = this.#pairs[index]!;
      const { dictionary } = this.#groupBy[index + 1]!;
      key.unshift(dictionary.text(pairs.right(number)));
      number = pairs.left(number);
    }
    key.unshift(first.dictionary.text(number));
    return key;
  }
}

/** For values of which the cache keeps none; those of different kinds with the same text are one. */
function wideTexts({ maxGroups }: AnswerLimits): ValueTexts {
  const texts = new TextTable({
    maxValues: maxGroups,
    maxCharacters: maxGroups * 100,
  });
  return {
    get size() {
      return texts.size;
    },
    hasSharedTexts: false,
    add: (value) => texts.add(valueText(value)),
    text: (number) => texts.text(number),
    group: (number) => number,
    [Symbol.dispose]: () => texts[Symbol.dispose](),
  };
}

/** For each row the number of the first value with the same text. */
function numbersOf(
  numbered: Numbered,
  { rows, codesOf }: Pick<Rows, "rows" | "codesOf">,
): Uint32Array {
  const { dictionary, numbers } = numbered;
  numbers.set(codesOf(numbered));
  if (dictionary.hasSharedTexts) {
    for (let row = 0; row < rows; row++) {
      numbers[row] = dictionary.group(numbers[row]!);
    }
  }
  return numbers;
}

/** One more than the largest number of a field's values, where it grows no more. */
function sizeOf({ dictionary, isWide }: Numbered): number {
  return isWide ? Infinity : dictionary.size;
}
