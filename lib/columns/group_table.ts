/** Groups of a count: their numbers, and what is counted of each. */
import { ServiceError } from "../error.ts";

/** Bounds of what one answer may take. */
export interface AnswerLimits {
  readonly maxGroups: number;
  /** Of all groups together. */
  readonly maxDistinctValues: number;
}

/** Pairs of numbers in a plain table up to so many. */
const MAX_DENSE = 1 << 22;
/** Tables of distinct values are plain up to so many bytes altogether. */
const MAX_DENSE_DISTINCT = 1 << 26;
const FACTOR = 2 ** 26;

/** Numbers pairs of numbers, from 1. */
export class PairTable {
  readonly #limit: number;
  readonly #rightSize: number;
  readonly #dense: Uint32Array | undefined;
  readonly #sparse = new Map<number, number>();
  readonly lefts: number[] = [0];
  readonly rights: number[] = [0];

  /** @param leftSize one more than the largest left number, where that is known */
  constructor(leftSize: number, rightSize: number, limit: number) {
    this.#limit = limit;
    this.#rightSize = rightSize;
    const size = leftSize * rightSize;
    if (size <= MAX_DENSE) this.#dense = new Uint32Array(size);
  }

  /** @throws {ServiceError} 422 where there are too many */
  numberOf(left: number, right: number): number {
    if (this.#dense) {
      const at = left * this.#rightSize + right;
      const number = this.#dense[at]!;
      return number !== 0 ? number : this.#dense[at] = this.#add(left, right);
    }
    const key = left * FACTOR + right;
    let number = this.#sparse.get(key);
    if (number === undefined) {
      this.#sparse.set(key, number = this.#add(left, right));
    }
    return number;
  }

  #add(left: number, right: number): number {
    if (this.lefts.length > this.#limit) throw tooMany("groups", this.#limit);
    this.lefts.push(left);
    return this.rights.push(right) - 1;
  }
}

/** Counts distinct numbers within groups. */
export class DistinctTable {
  readonly #limit: number;
  readonly #valueSize: number;
  readonly #dense: (Uint8Array | undefined)[] = [];
  readonly #sparse = new Set<number>();
  #denseBytes = 0;
  #total = 0;
  /** By group. */
  readonly counts: number[] = [];

  /** @param valueSize one more than the largest value's number; `Infinity` where unknown */
  constructor(valueSize: number, limit: number) {
    this.#valueSize = valueSize;
    this.#limit = limit;
  }

  /** @throws {ServiceError} 422 where there are too many */
  add(group: number, value: number): void {
    const seen = this.#dense[group];
    if (seen !== undefined) {
      if (seen[value] === 0) {
        seen[value] = 1;
        this.#count(group);
      }
      return;
    }
    if (this.#denseBytes + this.#valueSize <= MAX_DENSE_DISTINCT) {
      this.#denseBytes += this.#valueSize;
      this.#dense[group] = new Uint8Array(this.#valueSize);
      this.add(group, value);
      return;
    }
    const key = group * FACTOR + value;
    if (this.#sparse.has(key)) return;
    this.#sparse.add(key);
    this.#count(group);
  }

  #count(group: number): void {
    if (++this.#total > this.#limit) {
      throw tooMany("distinct values", this.#limit);
    }
    this.counts[group] = (this.counts[group] ?? 0) + 1;
  }
}

/** What is counted of groups, by their numbers; 0 is for records that lack a path. */
export class Tallies {
  counts = new Float64Array(1024);
  /** Milliseconds since 1970; infinite where no record has a time. */
  firsts = new Float64Array(1024).fill(Infinity);
  lasts = new Float64Array(1024).fill(-Infinity);

  /** Makes room for groups up to `size`, which is not one of them. */
  grow(size: number): void {
    if (size <= this.counts.length) return;
    const length = Math.max(size, this.counts.length * 2);
    const [counts, firsts, lasts] = [this.counts, this.firsts, this.lasts];
    this.counts = new Float64Array(length);
    this.counts.set(counts);
    this.firsts = new Float64Array(length).fill(Infinity);
    this.firsts.set(firsts);
    this.lasts = new Float64Array(length).fill(-Infinity);
    this.lasts.set(lasts);
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
