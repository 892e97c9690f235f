/** Pairs of numbers, numbered in some 20 bytes each: for as many as an answer may have. */
import { doubled, freed } from "./buffers.ts";

const START_SLOTS = 2048;
/** So much of the slots is used at most. */
const LOAD = 3 / 4;

/** Numbers pairs from 1; 0 stands for none. */
export class PairIndex implements Disposable {
  /** The numbers by the hashes of their pairs; 0 is free. */
  #slots = new Uint32Array(START_SLOTS);
  #lefts = new Uint32Array(START_SLOTS * LOAD);
  #rights = new Uint32Array(START_SLOTS * LOAD);
  #size = 1;

  /** One more than the largest number given. */
  get size(): number {
    return this.#size;
  }

  /** What it takes, in bytes. */
  get sizeBytes(): number {
    return this.#slots.byteLength + 2 * this.#lefts.byteLength;
  }

  left(number: number): number {
    return this.#lefts[number]!;
  }

  right(number: number): number {
    return this.#rights[number]!;
  }

  /** The number of a pair, which is added where it is new. */
  add(left: number, right: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashOf(left, right) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = slots[slot]!;
      if (this.#lefts[number] === left && this.#rights[number] === right) {
        return number;
      }
    }
    const number = this.#size++;
    slots[slot] = number;
    this.#lefts[number] = left;
    this.#rights[number] = right;
    if (this.#size === this.#lefts.length) this.#grow();
    return number;
  }

  /** Gives all memory back; nothing may be asked any more. */
  [Symbol.dispose](): void {
    freed(this.#slots, this.#lefts, this.#rights);
  }

  #grow(): void {
    this.#lefts = doubled(this.#lefts);
    this.#rights = doubled(this.#rights);
    const slotCount = 2 * this.#slots.length;
    freed(this.#slots);
    this.#slots = new Uint32Array(slotCount);
    const mask = this.#slots.length - 1;
    for (let number = 1; number < this.#size; number++) {
      let slot = hashOf(this.#lefts[number]!, this.#rights[number]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }
}

function hashOf(left: number, right: number): number {
  let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}
