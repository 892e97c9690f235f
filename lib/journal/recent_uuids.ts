/**
 * The uuids of the most recent events, in bounded memory: 24 to 40 bytes for each.
 *
 * A ring of 128-bit keys with a hash table over it.
 */
import type { UuidKey } from "../event/mod.ts";

const WORDS = 4;

/** The upper bits of a slot are a tag, the lower ones hold a place. */
const TAG_BITS = 6;
const PLACE_BITS = 32 - TAG_BITS;
const PLACE_MASK = (1 << PLACE_BITS) - 1;


/** A bounded set of uuids that knows in which order they came. */
export class RecentUuids {
  readonly #capacity: number;
  readonly #keys: Int32Array;
  /**
   * Place in the ring plus one, with the `TAG_BITS` of its key's hash above; 0 is free. Keys of
   * other tags need no look into the ring, which is seldom in the processor's cache.
   */
  readonly #table: Int32Array;
  readonly #mask: number;
  /** Makes the table's layout unpredictable, so that no stranger can crowd one spot of it. */
  readonly #seed = crypto.getRandomValues(new Int32Array(1))[0]!;
  /** Position of the oldest kept, and of the next to come; positions only grow. */
  #first: number;
  #next: number;

  /** @param capacity how many uuids are kept, 1 to 67 million */
  constructor(capacity: number) {
    if (capacity < 1 || capacity > PLACE_MASK) {
      throw new RangeError(`Cannot keep ${capacity} uuids`);
    }
    this.#capacity = capacity;
    this.#keys = new Int32Array(capacity * WORDS);
    this.#first = this.#next = capacity;
    const tableSize = 2 ** Math.ceil(Math.log2(capacity * 2));
    this.#table = new Int32Array(tableSize);
    this.#mask = tableSize - 1;
  }

  /** How many uuids are kept now. */
  get size(): number {
    return this.#next - this.#first;
  }

  /** The position that the next new uuid gets. */
  get nextPosition(): number {
    return this.#next;
  }

  /**
   * The position of a uuid that is kept; else `undefined`, after adding it.
   * The oldest one gives way where the set is full.
   */
  findOrAdd(key: UuidKey): number | undefined {
    const hash = this.#hash(key);
    const slot = this.#findSlot(key, hash);
    const taken = this.#table[slot]!;
    if (taken !== 0) return this.#positionOf(placeIn(taken));
    if (this.size < this.#capacity) {
      this.#put(key, hash, slot);
    } else {
      this.#remove(this.#first++);
      this.#put(key, hash, this.#findSlot(key, hash));
    }
    return undefined;
  }

  /** Forgets all uuids from a position on: their events were not stored after all. */
  forgetFrom(position: number): void {
    while (this.#next > Math.max(position, this.#first)) {
      this.#remove(--this.#next);
    }
  }

  /**
   * Adds a uuid that came before all that are kept, unless it is kept already.
   *
   * @returns whether there is room for more
   */
  addOlder(key: UuidKey): boolean {
    if (this.size < this.#capacity) {
      const hash = this.#hash(key);
      const slot = this.#findSlot(key, hash);
      if (this.#table[slot] === 0) {
        this.#putAt(key, { hash, slot, position: --this.#first });
      }
    }
    return this.size < this.#capacity;
  }

  #put(key: UuidKey, hash: number, slot: number): void {
    this.#putAt(key, { hash, slot, position: this.#next++ });
  }

  #putAt(
    { a, b, c, d }: UuidKey,
    { hash, slot, position }: {
      readonly hash: number;
      readonly slot: number;
      readonly position: number;
    },
  ): void {
    const place = position % this.#capacity;
    const at = place * WORDS;
    this.#keys[at] = a;
    this.#keys[at + 1] = b;
    this.#keys[at + 2] = c;
    this.#keys[at + 3] = d;
    this.#table[slot] = tagOf(hash) | (place + 1);
  }

  #positionOf(place: number): number {
    const base = this.#first - this.#first % this.#capacity;
    const position = base + place;
    return position < this.#first ? position + this.#capacity : position;
  }

  /** The slot of a key, or the free one where it belongs. */
  #findSlot(key: UuidKey, hash: number): number {
    const tag = tagOf(hash);
    let slot = hash & this.#mask;
    for (;; slot = (slot + 1) & this.#mask) {
      const taken = this.#table[slot]!;
      if (taken === 0) return slot;
      if (((taken ^ tag) & ~PLACE_MASK) !== 0) continue;
      if (this.#isKeyAt(key, placeIn(taken))) return slot;
    }
  }

  #isKeyAt({ a, b, c, d }: UuidKey, place: number): boolean {
    const at = place * WORDS;
    return this.#keys[at] === a && this.#keys[at + 1] === b &&
      this.#keys[at + 2] === c && this.#keys[at + 3] === d;
  }

  /** Takes out the uuid at a position, closing the gap in its probe sequence (Knuth 6.4, R). */
  #remove(position: number): void {
    const key = this.#keyAt(position % this.#capacity);
    let gap = this.#findSlot(key, this.#hash(key));
    for (
      let slot = (gap + 1) & this.#mask;
      this.#table[slot] !== 0;
      slot = (slot + 1) & this.#mask
    ) {
      const key = this.#keyAt(placeIn(this.#table[slot]!));
      const home = this.#hash(key) & this.#mask;
      const isReachable =
        ((slot - home) & this.#mask) < ((slot - gap) & this.#mask);
      if (isReachable) continue;
      this.#table[gap] = this.#table[slot]!;
      gap = slot;
    }
    this.#table[gap] = 0;
  }

  #keyAt(place: number): UuidKey {
    const at = place * WORDS;
    return {
      a: this.#keys[at]!,
      b: this.#keys[at + 1]!,
      c: this.#keys[at + 2]!,
      d: this.#keys[at + 3]!,
    };
  }

  /** 32 bits; the table uses the lower ones as a key's home, the upper ones as its tag. */
  #hash({ a, b, c, d }: UuidKey): number {
    let hash = Math.imul(this.#seed ^ a, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0x85ebca77);
    hash = Math.imul(hash ^ (hash >>> 15) ^ c, 0xc2b2ae3d);
    hash = Math.imul(hash ^ (hash >>> 15) ^ d, 0x27d4eb2f);
    return hash ^ (hash >>> 15);
  }
}

function tagOf(hash: number): number {
  return hash & ~PLACE_MASK;
}

/** Where in the ring the key of a taken slot is. */
function placeIn(taken: number): number {
  return (taken & PLACE_MASK) - 1;
}
