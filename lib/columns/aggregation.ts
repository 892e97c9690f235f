/** Counts selected rows into groups. */
import type { Counted, CountQuery, GroupTally } from "../query/mod.ts";
import { type Block, MAX_BLOCK_ROWS, summarize } from "./block.ts";
import { type ColumnCache, numberWide } from "./column_cache.ts";
import { Dictionary, DictionaryFull } from "./dictionary.ts";
import { type Field, fieldOf } from "./field.ts";
import {
  type AnswerLimits,
  DistinctTable,
  PairTable,
  tooMany,
} from "./group_table.ts";
import { Tallies } from "./tallies.ts";
import type { Selected } from "./selection.ts";

/** A field of this question, and the dictionary that numbers its values. */
interface Numbered {
  readonly field: Field;
  readonly dictionary: Dictionary;
  readonly isWide: boolean;
  /** The numbers of the block at hand; made when first needed, which takes its time. */
  numbers: Uint32Array | undefined;
}

/** Everything counted so far. */
export class Aggregation {
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
    const numbered = (field: Field): Numbered => {
      const isWide = cache.isWide(field);
      return {
        field,
        isWide,
        dictionary: isWide
          ? new Dictionary({
            maxValues: limits.maxGroups,
            maxCharacters: limits.maxGroups * 100,
          })
          : cache.dictionary(field),
        numbers: undefined,
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
    const isWhole = count === block.rows - block.invalidRows;
    const [only] = this.#groupBy;
    if (
      isWhole && this.#groupBy.length === 1 && !only!.isWide &&
      this.#distinct.length === 0
    ) {
      return this.#addSummary(block, only!);
    }
    const groups = this.#groupsOf(block, mask);
    const size = this.#groupSize();
    this.#tallies.grow(size);
    this.#tallies.add(block, groups, { mask, size });
    for (const [index, each] of this.#distinct.entries()) {
      const values = this.#numbersOf(each, block, mask);
      const { rows } = block;
      this.#distinctTables[index]!.add(groups, values, { rows, mask });
    }
  }

  #addSummary(block: Block, { field, dictionary }: Numbered): void {
    const column = block.columns.get(field.id)!;
    column.summary ??= summarize(block, column.codes, dictionary);
    this.#tallies.grow(dictionary.size);
    this.#tallies.addSummary(column.summary);
  }

  /** For each row the number of its group; 0 where it lacks a path. */
  #groupsOf(block: Block, mask: Uint8Array | undefined): Uint32Array {
    const [first, ...others] = this.#groupBy;
    if (first === undefined) return new Uint32Array(block.rows).fill(1);
    const groups = this.#numbersOf(first, block, mask);
    for (const [index, other] of others.entries()) {
      const numbers = this.#numbersOf(other, block, mask);
      const { rows } = block;
      this.#pairs[index]!.number(groups, numbers, { rows, mask });
    }
    return groups;
  }

  /** For each row the number of the first value with the same text. */
  #numbersOf(
    numbered: Numbered,
    block: Block,
    mask: Uint8Array | undefined,
  ): Uint32Array {
    const { field, dictionary, isWide } = numbered;
    const numbers = numbered.numbers ??= new Uint32Array(MAX_BLOCK_ROWS);
    if (isWide && field.kind === "values") {
      try {
        numbers.set(numberWide(block, field, dictionary, mask));
      } catch (error) {
        if (!(error instanceof DictionaryFull)) throw error;
        throw tooMany("groups", this.#limits.maxGroups);
      }
    } else {
      numbers.set(block.columns.get(field.id)!.codes);
    }
    if (dictionary.hasSharedTexts) {
      for (let row = 0; row < block.rows; row++) {
        numbers[row] = dictionary.group(numbers[row]!);
      }
    }
    return numbers;
  }

  /** One more than the largest number of a group. */
  #groupSize(): number {
    const pairs = this.#pairs.at(-1);
    return pairs?.lefts.length ?? this.#groupBy[0]?.dictionary.size ?? 2;
  }

  /** What was counted. */
  counted(): Omit<Counted, "elapsedMs"> {
    const { counts, firsts, lasts } = this.#tallies;
    const groups: GroupTally[] = [];
    for (let group = 1; group < this.#groupSize(); group++) {
      if (!(counts[group]! > 0)) continue;
      if (groups.length === this.#limits.maxGroups) {
        throw tooMany("groups", this.#limits.maxGroups);
      }
      groups.push({
        key: this.#keyOf(group),
        count: counts[group]!,
        first: timeText(firsts[group]!),
        last: timeText(lasts[group]!),
        distinct: this.#distinctTables.map((table) => table.count(group)),
      });
    }
    const recordCount = groups.reduce((sum, { count }) => sum + count, 0);
    return { groups, recordCount, errorCount: this.#matched - recordCount };
  }

  #keyOf(group: number): string[] {
    const key: string[] = [];
    let number = group;
    for (let index = this.#pairs.length - 1; index >= 0; index--) {
      const { lefts, rights } = this.#pairs[index]!;
      key.unshift(this.#groupBy[index + 1]!.dictionary.text(rights[number]!));
      number = lefts[number]!;
    }
    const first = this.#groupBy[0];
    if (first) key.unshift(first.dictionary.text(number));
    return key;
  }
}

/** One more than the largest number of a field's values, where it grows no more. */
function sizeOf({ dictionary, isWide }: Numbered): number {
  return isWide ? Infinity : dictionary.size;
}

function timeText(timeMs: number): string | undefined {
  return Number.isFinite(timeMs) ? new Date(timeMs).toISOString() : undefined;
}
