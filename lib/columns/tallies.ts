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
  /** Of the block at hand. */
  #rows = new Uint32Array(START_SIZE);

  /** Makes room for groups up to `size`, which is not one of them. */
  grow(size: number): void {
    if (size <= this.counts.length) return;
    const before = this.counts.length;
    const length = Math.max(size, before * 2);
    this.counts = lengthened(this.counts, length);
    this.firsts = lengthened(this.firsts, length).fill(Infinity, before);
    this.lasts = lengthened(this.lasts, length).fill(-Infinity, before);
    this.#rows = new Uint32Array(length);
  }

  /** Gives all memory back; nothing may be counted any more. */
  [Symbol.dispose](): void {
    freed(this.counts, this.firsts, this.lasts, this.#rows);
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
    // Rows that are not wanted land in group 0: a branch would cost more.
    if (mask === undefined) {
      for (let row = 0; row < block.rows; row++) counts[groups[row]!]!++;
    } else {
      for (let row = 0; row < block.rows; row++) {
        counts[groups[row]! & -mask[row]!]!++;
      }
    }
    for (let group = 1; group < size; group++) {
      this.counts[group] = this.counts[group]! + counts[group]!;
    }
    if (block.isSorted) this.#addSortedTimes(block, groups, { mask, size });
    else this.#addTimes(block, groups, mask);
  }

  #addTimes({ rows, times }: Block, groups: Uint32Array, mask: Mask): void {
    const { firsts, lasts } = this;
    for (let row = 0; row < rows; row++) {
      if (mask !== undefined && mask[row] === 0) continue;
      const group = groups[row]!;
      const time = times[row]!;
      if (time < firsts[group]!) firsts[group] = time;
      if (time > lasts[group]!) lasts[group] = time;
    }
  }

  /** Looks from both ends only for groups whose times this block can change. */
  #addSortedTimes(
    { rows, times, minTime, maxTime }: Block,
    groups: Uint32Array,
    { mask, size }: { readonly mask: Mask; readonly size: number },
  ): void {
    const { firsts, lasts } = this;
    let [firstsLeft, lastsLeft] = [0, 0];
    for (let group = 1; group < size; group++) {
      if (this.#rows[group] === 0) continue;
      if (minTime < firsts[group]!) firstsLeft++;
      if (maxTime > lasts[group]!) lastsLeft++;
    }
    for (let row = 0; row < rows && firstsLeft > 0; row++) {
      const group = mask === undefined
        ? groups[row]!
        : groups[row]! & -mask[row]!;
      if (group !== 0 && times[row]! < firsts[group]!) {
        firsts[group] = times[row]!;
        firstsLeft--;
      }
    }
    for (let row = rows - 1; row >= 0 && lastsLeft > 0; row--) {
      const group = mask === undefined
        ? groups[row]!
        : groups[row]! & -mask[row]!;
      if (group !== 0 && times[row]! > lasts[group]!) {
        lasts[group] = times[row]!;
        lastsLeft--;
      }
    }
  }
}
