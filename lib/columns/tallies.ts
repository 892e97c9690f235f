/** What is counted of groups: how many rows, and the first and the last of their times. */
import { freed, lengthened } from "./buffers.ts";
import type { Block } from "./block.ts";
import type { BlockSummary } from "./block_summary.ts";
import type { Mask } from "./build.ts";

const START_SIZE = 1024;

/** By the groups' numbers; 0 is no group. */
export class Tallies implements Disposable {
  counts = new Float64Array(START_SIZE);
  /** Milliseconds since 1970; infinite where no row has a time. */
  firsts = new Float64Array(START_SIZE).fill(Infinity);
  lasts = new Float64Array(START_SIZE).fill(-Infinity);
  /** Of the block at hand: how many rows, and the first and the last of them. */
  #rows = new Uint32Array(START_SIZE);
  #firstRows = new Uint32Array(START_SIZE);
  #lastRows = new Uint32Array(START_SIZE);

  /** Makes room for groups up to `size`, which is not one of them. */
  grow(size: number): void {
    if (size <= this.counts.length) return;
    const before = this.counts.length;
    const length = Math.max(size, before * 2);
    this.counts = lengthened(this.counts, length);
    this.firsts = lengthened(this.firsts, length).fill(Infinity, before);
    this.lasts = lengthened(this.lasts, length).fill(-Infinity, before);
    for (const rows of [this.#rows, this.#firstRows, this.#lastRows]) {
      freed(rows);
    }
    this.#rows = new Uint32Array(length);
    this.#firstRows = new Uint32Array(length);
    this.#lastRows = new Uint32Array(length);
  }

  /** Gives all memory back; nothing may be counted any more. */
  [Symbol.dispose](): void {
    const { counts, firsts, lasts } = this;
    freed(counts, firsts, lasts);
    freed(this.#rows, this.#firstRows, this.#lastRows);
  }

  /** Adds a mask's combinations to their groups. */
  addSummary(
    { rows, counts, firsts, lasts }: BlockSummary,
    groups: Uint32Array,
    mask: Mask,
  ): void {
    for (let row = 0; row < rows; row++) {
      if (mask !== undefined && mask[row] === 0) continue;
      const group = groups[row]!;
      this.counts[group] = this.counts[group]! + counts[row]!;
      if (firsts[row]! < this.firsts[group]!) this.firsts[group] = firsts[row]!;
      if (lasts[row]! > this.lasts[group]!) this.lasts[group] = lasts[row]!;
    }
  }

  /** Adds a mask's rows to their groups, all of which are less than `size`. */
  add(
    block: Block,
    groups: Uint32Array,
    { mask, size }: { readonly mask: Mask; readonly size: number },
  ): void {
    const counts = this.#rows.fill(0, 0, size);
    const [firstRows, lastRows] = [this.#firstRows, this.#lastRows];
    // Rows that are not wanted land in group 0: a branch would cost more.
    for (let row = 0; row < block.rows; row++) {
      const group = mask === undefined
        ? groups[row]!
        : groups[row]! & -mask[row]!;
      if (counts[group]!++ === 0) firstRows[group] = row;
      lastRows[group] = row;
    }
    const { times, minTime, maxTime } = block;
    for (let group = 1; group < size; group++) {
      if (counts[group] === 0) continue;
      this.counts[group] = this.counts[group]! + counts[group]!;
      if (!block.isSorted) continue;
      // Looking a time up misses the processor's caches: blocks mostly come in their order, so
      // that one of the two cannot matter.
      if (minTime < this.firsts[group]!) {
        this.#addTime(group, times[firstRows[group]!]!);
      }
      if (maxTime > this.lasts[group]!) {
        this.#addTime(group, times[lastRows[group]!]!);
      }
    }
    if (!block.isSorted) this.#addTimes(block, groups, mask);
  }

  #addTimes({ rows, times }: Block, groups: Uint32Array, mask: Mask): void {
    for (let row = 0; row < rows; row++) {
      if (mask !== undefined && mask[row] === 0) continue;
      this.#addTime(groups[row]!, times[row]!);
    }
  }

  #addTime(group: number, time: number): void {
    if (time < this.firsts[group]!) this.firsts[group] = time;
    if (time > this.lasts[group]!) this.lasts[group] = time;
  }
}
