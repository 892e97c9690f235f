/**
 * The uuids of the most recent events, in bounded memory: 32 to 48 bytes for each.
 *
 * A ring of 128-bit keys with a hash table over it.
 */
import type { UuidKey } from "../event/mod.ts";

const KEY_WORDS = 4;

/** Of a slot of the table: the place in the ring plus one, 0 where it is free; and the hash. */
const SLOT_WORDS = 2;

/** A bounded set of uuids that knows in which order they came. */
export class RecentUuids {
  readonly #capacity: number;
  readonly #keys: Int32Array;
  /** With the hash in it, hardly ever is a look into the ring needed: another cache miss. */
  readonly #table: Int32Array;
  readonly #mask: number;
  /** Makes the table's layout unpredictable, so that no stranger can crowd one spot of it. */
  readonly #seed = crypto.getRandomValues(new Int32Array(1))[0]!;
  /** Position of the oldest kept, and of the next to come; positions only grow. */
  #first: number;
  #next: number;
  /** Of the keys that are being added. */
  #hashes = new Int32Array(64);
  /** Kept, or else a compiler might leave out the looking. */
  readonly #touched = new Int32Array(1);

  /** @param capacity how many uuids are kept, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#keys = new Int32Array(capacity * KEY_WORDS);
    this.#first = this.#next = capacity;
    const slotCount = 2 ** Math.ceil(Math.log2(capacity * 2));
    this.#table = new Int32Array(slotCount * SLOT_WORDS);
    this.#mask = slotCount - 1;
  }

  /** How many uuids are kept now. */
  get size(): number {
    return this.#next - this.#first;
  }

  /** The position that the next new uuid gets. */
  get nextPosition(): number {
    return this.#next;
  }

  /** Whether a uuid is kept. */
  has(key: UuidKey): boolean {
    return !this.#isFree(this.#findSlot(key, this.#hash(key)));
  }

  /** Adds a uuid; the oldest one gives way where the set is full. @returns whether it is new */
  add(key: UuidKey): boolean {
    return this.#add(key, this.#hash(key));
  }

  /**
   * Adds the uuids of all events that have one, in their order.
   *
   * @returns the events whose uuid was kept already, before or by one of these
   */
  addNew<T extends { readonly uuid: UuidKey | undefined }>(
    events: readonly T[],
  ): readonly T[] {
    if (this.#hashes.length < events.length) {
      this.#hashes = new Int32Array(events.length * 2);
    }
    this.#prefetch(events);
    const seen: T[] = [];
    for (let index = 0; index < events.length; index++) {
      const event = events[index]!;
      if (event.uuid === undefined) continue;
      if (!this.#add(event.uuid, this.#hashes[index]!)) seen.push(event);
    }
    return seen;
  }

  #add(key: UuidKey, hash: number): boolean {
    let slot = this.#findSlot(key, hash);
    if (!this.#isFree(slot)) return false;
    if (this.size === this.#capacity) {
      this.#remove(this.#first++);
      slot = this.#findSlot(key, hash);
    }
    this.#put(key, { hash, slot, position: this.#next++ });
    return true;
  }

  /**
   * Takes down the hashes of keys that come, and looks at the slots that are going to be wanted
   * for them and for those that have to give way: nothing hangs on what is there, so the
   * processor fetches many at once, where one after another would each wait for memory.
   */
  #prefetch(events: readonly { readonly uuid: UuidKey | undefined }[]): void {
    let touched = 0;
    for (let index = 0; index < events.length; index++) {
      const { uuid } = events[index]!;
      if (uuid === undefined) continue;
      const hash = this.#hashes[index] = this.#hash(uuid);
      touched ^= this.#slotAt(hash);
    }
    const leaving = this.size + events.length - this.#capacity;
    for (let each = 0; each < Math.min(leaving, events.length); each++) {
      const key = this.#keyAt((this.#first + each) % this.#capacity);
      touched ^= this.#slotAt(this.#hash(key));
    }
    this.#touched[0] = touched;
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
      if (this.#isFree(slot)) {
        this.#put(key, { hash, slot, position: --this.#first });
      }
    }
    return this.size < this.#capacity;
  }

  #put(
    { a, b, c, d }: UuidKey,
    { hash, slot, position }: {
      readonly hash: number;
      readonly slot: number;
      readonly position: number;
    },
  ): void {
    const place = position % this.#capacity;
    const at = place * KEY_WORDS;
    this.#keys[at] = a;
    this.#keys[at + 1] = b;
    this.#keys[at + 2] = c;
    this.#keys[at + 3] = d;
    this.#setSlot(slot, place, hash);
  }

  #setSlot(slot: number, place: number, hash: number): void {
    this.#table[slot * SLOT_WORDS] = place + 1;
    this.#table[slot * SLOT_WORDS + 1] = hash;
  }

  /** The slot of a key, or the free one where it belongs. */
  #findSlot(key: UuidKey, hash: number): number {
    for (let slot = hash & this.#mask;; slot = (slot + 1) & this.#mask) {
      if (this.#isFree(slot)) return slot;
      if (this.#hashIn(slot) !== hash) continue;
      if (this.#isKeyAt(key, this.#placeIn(slot))) return slot;
    }
  }

  #slotAt(hash: number): number {
    return this.#table[(hash & this.#mask) * SLOT_WORDS]!;
  }

  #isFree(slot: number): boolean {
    return this.#table[slot * SLOT_WORDS] === 0;
  }

  #placeIn(slot: number): number {
    return this.#table[slot * SLOT_WORDS]! - 1;
  }

  #hashIn(slot: number): number {
    return this.#table[slot * SLOT_WORDS + 1]!;
  }

  #isKeyAt({ a, b, c, d }: UuidKey, place: number): boolean {
    const at = place * KEY_WORDS;
    return this.#keys[at] === a && this.#keys[at + 1] === b &&
      this.#keys[at + 2] === c && this.#keys[at + 3] === d;
  }

  /** Takes out the uuid at a position, closing the gap in its probe sequence (Knuth 6.4, R). */
  #remove(position: number): void {
    const key = this.#keyAt(position % this.#capacity);
    let gap = this.#findSlot(key, this.#hash(key));
    for (
      let slot = (gap + 1) & this.#mask;
      !this.#isFree(slot);
      slot = (slot + 1) & this.#mask
    ) {
      const home = this.#hashIn(slot) & this.#mask;
      const isReachable =
        ((slot - home) & this.#mask) < ((slot - gap) & this.#mask);
      if (isReachable) continue;
      this.#setSlot(gap, this.#placeIn(slot), this.#hashIn(slot));
      gap = slot;
    }
    this.#table[gap * SLOT_WORDS] = 0;
  }

  #keyAt(place: number): UuidKey {
    const at = place * KEY_WORDS;
    return {
      a: this.#keys[at]!,
      b: this.#keys[at + 1]!,
      c: this.#keys[at + 2]!,
      d: this.#keys[at + 3]!,
    };
  }

  #hash({ a, b, c, d }: UuidKey): number {
    let hash = Math.imul(this.#seed ^ a, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0x85ebca77);
    hash = Math.imul(hash ^ (hash >>> 15) ^ c, 0xc2b2ae3d);
    hash = Math.imul(hash ^ (hash >>> 15) ^ d, 0x27d4eb2f);
    return hash ^ (hash >>> 15);
  }
}
