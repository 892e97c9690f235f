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
  Tallies,
  tooMany,
} from "./group_table.ts";
import type { Selected } from "./selection.ts";

/** A field of this question, and the dictionary that numbers its values. */
interface Numbered {
  readonly field: Field;
  readonly dictionary: Dictionary;
  readonly isWide: boolean;
  /** The numbers of the block at hand. */
  readonly numbers: Uint32Array;
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
        numbers: new Uint32Array(MAX_BLOCK_ROWS),
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
      new DistinctTable(sizeOf(each), limits.maxDistinctValues)
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
    this.#tally(block, groups, mask);
    for (const [index, each] of this.#distinct.entries()) {
      const table = this.#distinctTables[index]!;
      const numbers = this.#numbersOf(each, block, mask);
      for (let row = 0; row < block.rows; row++) {
        if (mask !== undefined && mask[row] === 0) continue;
        const group = groups[row]!;
        const number = numbers[row]!;
        if (group !== 0 && number !== 0) table.add(group, number);
      }
    }
  }

  #addSummary(block: Block, { field, dictionary }: Numbered): void {
    const column = block.columns.get(field.id)!;
    column.summary ??= summarize(block, column.codes, dictionary);
    const { groups, counts, firsts, lasts } = column.summary;
    const tallies = this.#tallies;
    tallies.grow(dictionary.size);
    for (let each = 0; each < groups.length; each++) {
      const group = groups[each]!;
      tallies.counts[group] = tallies.counts[group]! + counts[each]!;
      if (firsts[each]! < tallies.firsts[group]!) {
        tallies.firsts[group] = firsts[each]!;
      }
      if (lasts[each]! > tallies.lasts[group]!) {
        tallies.lasts[group] = lasts[each]!;
      }
    }
  }

  /** For each row the number of its group; 0 where it lacks a path. */
  #groupsOf(block: Block, mask: Uint8Array | undefined): Uint32Array {
    const [first, ...others] = this.#groupBy;
    if (first === undefined) return new Uint32Array(block.rows).fill(1);
    const groups = this.#numbersOf(first, block, mask);
    for (const [index, other] of others.entries()) {
      const pairs = this.#pairs[index]!;
      const numbers = this.#numbersOf(other, block, mask);
      for (let row = 0; row < block.rows; row++) {
        if (mask !== undefined && mask[row] === 0) continue;
        const [left, right] = [groups[row]!, numbers[row]!];
        groups[row] = left === 0 || right === 0
          ? 0
          : pairs.numberOf(left, right);
      }
    }
    return groups;
  }

  /** For each row the number of the first value with the same text. */
  #numbersOf(
    { field, dictionary, isWide, numbers }: Numbered,
    block: Block,
    mask: Uint8Array | undefined,
  ): Uint32Array {
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

  #tally(
    { rows, times }: Block,
    groups: Uint32Array,
    mask: Uint8Array | undefined,
  ): void {
    this.#tallies.grow(this.#groupSize());
    const { counts, firsts, lasts } = this.#tallies;
    for (let row = 0; row < rows; row++) {
      if (mask !== undefined && mask[row] === 0) continue;
      const group = groups[row]!;
      const time = times[row]!;
      counts[group]!++;
      if (time < firsts[group]!) firsts[group] = time;
      if (time > lasts[group]!) lasts[group] = time;
    }
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
        distinct: this.#distinctTables.map((table) => table.counts[group] ?? 0),
      });
    }
    const isGrouped = this.#groupBy.length > 0;
    const errorCount = isGrouped ? counts[0]! : 0;
    const recordCount = this.#matched - errorCount;
    return { groups, recordCount, errorCount };
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
