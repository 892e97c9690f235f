/** Groups of a count: their numbers, and what is counted of each. */
import { ServiceError } from "../error.ts";
import type { Mask } from "./build.ts";
import { PairIndex } from "./pair_index.ts";

/** Bounds of what one answer may take. */
export interface AnswerLimits {
  readonly maxGroups: number;
  /** Of all groups together. */
  readonly maxDistinctValues: number;
}

/** Pairs of numbers in a plain table up to so many. */
const MAX_DENSE = 1 << 22;
/** Tables of distinct values are plain up to so many bytes altogether. */
const MAX_DENSE_DISTINCT = 1 << 25;

/** Numbers pairs of numbers, from 1; a pair with a 0 has the number 0. */
export class PairTable implements Disposable {
  readonly #limit: number;
  readonly #rightSize: number;
  readonly #dense: Uint32Array | undefined;
  readonly #pairs = new PairIndex();

  /**
   * @param leftSize one more than the largest left number; `Infinity` where unknown
   * @param rightSize the same of right numbers
   */
  constructor(leftSize: number, rightSize: number, limit: number) {
    this.#limit = limit;
    this.#rightSize = rightSize;
    const size = leftSize * rightSize;
    if (size <= MAX_DENSE) this.#dense = new Uint32Array(size);
  }

  /** One more than the largest number given. */
  get size(): number {
    return this.#pairs.size;
  }

  left(number: number): number {
    return this.#pairs.left(number);
  }

  right(number: number): number {
    return this.#pairs.right(number);
  }

  /**
   * Puts the pairs' numbers in the place of the left numbers, for the rows of a mask; the others
   * are left at 0 or at a pair's number.
   *
   * @throws {ServiceError} 422 where there are too many
   */
  number(
    lefts: Uint32Array,
    rights: Uint32Array,
    { rows, mask }: { readonly rows: number; readonly mask: Mask },
  ): void {
    const dense = this.#dense;
    const rightSize = this.#rightSize;
    for (let row = 0; row < rows; row++) {
      const left = lefts[row]!;
      const right = rights[row]!;
      let number = dense === undefined ? 0 : dense[left * rightSize + right]!;
      if (number === 0 && left !== 0 && right !== 0) {
        if (mask === undefined || mask[row] !== 0) {
          number = this.#numberOf(left, right);
        }
      }
      lefts[row] = number;
    }
  }

  /** Gives the memory back; nothing may be asked any more. */
  [Symbol.dispose](): void {
    this.#pairs[Symbol.dispose]();
  }

  #numberOf(left: number, right: number): number {
    const number = this.#pairs.add(left, right);
    if (number > this.#limit) throw tooMany("groups", this.#limit);
    if (this.#dense) this.#dense[left * this.#rightSize + right] = number;
    return number;
  }
}

/** Counts distinct numbers within groups. */
export class DistinctTable implements Disposable {
  readonly #limit: number;
  readonly #valueSize: number;
  /** Where both sizes are known and small: for each group and value whether it was seen. */
  readonly #flat: Uint8Array | undefined;
  readonly #rows: (Uint8Array | undefined)[] = [];
  readonly #pairs = new PairIndex();
  #rowBytes = 0;
  #total = 0;
  #counts: number[] = [];

  /**
   * @param groupSize one more than the largest group's number; `Infinity` where unknown
   * @param valueSize the same of values
   */
  constructor(groupSize: number, valueSize: number, limit: number) {
    this.#valueSize = valueSize;
    this.#limit = limit;
    const size = groupSize * valueSize;
    if (size <= MAX_DENSE) this.#flat = new Uint8Array(size);
  }

  /** Takes the values of a mask's rows; 0 is no group and no value. */
  add(
    groups: Uint32Array,
    values: Uint32Array,
    { rows, mask }: { readonly rows: number; readonly mask: Mask },
  ): void {
    const flat = this.#flat;
    const valueSize = this.#valueSize;
    if (flat !== undefined) {
      // What lands in group 0 or value 0 does not count.
      for (let row = 0; row < rows; row++) {
        const group = mask === undefined
          ? groups[row]!
          : groups[row]! & -mask[row]!;
        flat[group * valueSize + values[row]!] = 1;
      }
      return;
    }
    for (let row = 0; row < rows; row++) {
      if (mask !== undefined && mask[row] === 0) continue;
      const [group, value] = [groups[row]!, values[row]!];
      if (group !== 0 && value !== 0) this.#addOne(group, value);
    }
  }

  /** How many values each of some groups has. @throws {ServiceError} 422: too many in all */
  counts(groups: Uint32Array): Uint32Array {
    if (this.#flat === undefined) {
      return groups.map((group) => this.#counts[group] ?? 0);
    }
    let total = 0;
    return groups.map((group) => {
      const count = this.#countFlat(this.#flat!, group);
      if ((total += count) > this.#limit) {
        throw tooMany("distinct values", this.#limit);
      }
      return count;
    });
  }

  /** Gives the memory back; nothing may be asked any more. */
  [Symbol.dispose](): void {
    this.#pairs[Symbol.dispose]();
  }

  #countFlat(flat: Uint8Array, group: number): number {
    const start = group * this.#valueSize;
    let count = 0;
    for (let value = 1; value < this.#valueSize; value++) {
      count += flat[start + value]!;
    }
    return count;
  }

  #addOne(group: number, value: number): void {
    const row = this.#rows[group];
    if (row !== undefined) {
      if (row[value] === 0) {
        row[value] = 1;
        this.#countOne(group);
      }
      return;
    }
    if (this.#rowBytes + this.#valueSize <= MAX_DENSE_DISTINCT) {
      this.#rowBytes += this.#valueSize;
      this.#rows[group] = new Uint8Array(this.#valueSize);
      this.#addOne(group, value);
      return;
    }
    const seen = this.#pairs.size;
    if (this.#pairs.add(group, value) === seen) this.#countOne(group);
  }

  #countOne(group: number): void {
    if (++this.#total > this.#limit) {
      throw tooMany("distinct values", this.#limit);
    }
    this.#counts[group] = (this.#counts[group] ?? 0) + 1;
  }
}

/** The refusal of a question with too many of something. */
export function tooMany(what: string, limit: number): ServiceError {
  return new ServiceError(
    { status: 422, code: "too_many_groups" },
    `This question has more than ${limit} ${what}: group by a path with fewer values, or ` +
      "narrow it with where, since, until or limit",
  );
}
