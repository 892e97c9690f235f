/**
 * The uuids of the most recent events, in bounded memory: 32 to 48 bytes for each.
 *
 * A ring of 128-bit keys with a hash table over it.
 */
import { UUID_ROW_WORDS, type UuidKey, type UuidList } from "../event/mod.ts";

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
  /** A key by itself. */
  readonly #single = new Int32Array(KEY_WORDS);
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
    const words = this.#alone(key);
    return !this.#isFree(
      this.#findSlot(words, 0, hashOf(words, 0, this.#seed)),
    );
  }

  /** Adds a uuid; the oldest one gives way where the set is full. @returns whether it is new */
  add(key: UuidKey): boolean {
    const words = this.#alone(key);
    return this.#add(words, 0, hashOf(words, 0, this.#seed));
  }

  /**
   * Adds the uuids of a list, in their order.
   *
   * @returns the places in the list of those that were kept already, before or by this list
   */
  addNew(uuids: UuidList): readonly number[] {
    const { count, words } = uuids;
    this.#prefetch(uuids);
    const seen: number[] = [];
    for (let place = 0; place < count; place++) {
      const row = place * UUID_ROW_WORDS;
      if (words[row] === 0) continue;
      if (!this.#add(words, row + 1, this.#hashes[place]!)) seen.push(place);
    }
    return seen;
  }

  #add(words: Int32Array, at: number, hash: number): boolean {
    let slot = this.#findSlot(words, at, hash);
    if (!this.#isFree(slot)) return false;
    if (this.size === this.#capacity) {
      this.#remove(this.#first++);
      slot = this.#findSlot(words, at, hash);
    }
    this.#put(words, at, { hash, slot, position: this.#next++ });
    return true;
  }

  /**
   * Takes down the hashes of keys that come, and looks at the slots that are going to be wanted
   * for them and for those that have to give way: nothing hangs on what is there, so the
   * processor fetches many at once, where one after another would each wait for memory.
   */
  #prefetch(uuids: UuidList): void {
    const { count } = uuids;
    if (this.#hashes.length < count) this.#hashes = new Int32Array(count * 2);
    this.#touched[0] = this.#lookAtComing(uuids) ^
      this.#lookAtLeaving(count);
  }

  // Two methods: one whose first loop is compiled while it runs is compiled without its second.
  #lookAtComing({ count, words }: UuidList): number {
    let touched = 0;
    for (let place = 0; place < count; place++) {
      const row = place * UUID_ROW_WORDS;
      if (words[row] === 0) continue;
      const hash = this.#hashes[place] = hashOf(words, row + 1, this.#seed);
      touched ^= this.#slotAt(hash);
    }
    return touched;
  }

  #lookAtLeaving(count: number): number {
    const leaving = Math.min(this.size + count - this.#capacity, count);
    let touched = 0;
    for (let each = 0; each < leaving; each++) {
      const place = (this.#first + each) % this.#capacity;
      const hash = hashOf(this.#keys, place * KEY_WORDS, this.#seed);
      touched ^= this.#slotAt(hash);
    }
    return touched;
  }

  /** Forgets all uuids from a position on: their events were not stored after all. */
  forgetFrom(position: number): void {
    while (this.#next > Math.max(position, this.#first)) {
      this.#remove(--this.#next);
    }
  }

  /**
   * Adds the uuids of a list that came before all that are kept, the latest of them first: each
   * for which there is room and which is not kept already.
   *
   * @returns whether there is room for more
   */
  addOlder(uuids: UuidList): boolean {
    const { count, words } = uuids;
    this.#prefetch(uuids);
    for (let place = 0; place < count; place++) {
      if (this.size === this.#capacity) return false;
      const row = place * UUID_ROW_WORDS;
      if (words[row] === 0) continue;
      const hash = this.#hashes[place]!;
      const slot = this.#findSlot(words, row + 1, hash);
      if (!this.#isFree(slot)) continue;
      this.#put(words, row + 1, { hash, slot, position: --this.#first });
    }
    return this.size < this.#capacity;
  }

  /** One key as words, good until the next one. */
  #alone({ a, b, c, d }: UuidKey): Int32Array {
    const words = this.#single;
    words[0] = a;
    words[1] = b;
    words[2] = c;
    words[3] = d;
    return words;
  }

  #put(
    words: Int32Array,
    from: number,
    { hash, slot, position }: {
      readonly hash: number;
      readonly slot: number;
      readonly position: number;
    },
  ): void {
    const place = position % this.#capacity;
    const at = place * KEY_WORDS;
    for (let word = 0; word < KEY_WORDS; word++) {
      this.#keys[at + word] = words[from + word]!;
    }
    this.#setSlot(slot, place, hash);
  }

  #setSlot(slot: number, place: number, hash: number): void {
    this.#table[slot * SLOT_WORDS] = place + 1;
    this.#table[slot * SLOT_WORDS + 1] = hash;
  }

  /** The slot of a key, or the free one where it belongs. */
  #findSlot(words: Int32Array, at: number, hash: number): number {
    for (let slot = hash & this.#mask;; slot = (slot + 1) & this.#mask) {
      if (this.#isFree(slot)) return slot;
      if (this.#hashIn(slot) !== hash) continue;
      if (this.#isKeyAt(words, at, this.#placeIn(slot))) return slot;
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

  #isKeyAt(words: Int32Array, from: number, place: number): boolean {
    const keys = this.#keys;
    const at = place * KEY_WORDS;
    return keys[at] === words[from] && keys[at + 1] === words[from + 1] &&
      keys[at + 2] === words[from + 2] && keys[at + 3] === words[from + 3];
  }

  /** Takes out the uuid at a position, closing the gap in its probe sequence (Knuth 6.4, R). */
  #remove(position: number): void {
    const at = (position % this.#capacity) * KEY_WORDS;
    const hash = hashOf(this.#keys, at, this.#seed);
    let gap = this.#findSlot(this.#keys, at, hash);
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
}

/** Of four words. */
function hashOf(words: Int32Array, at: number, seed: number): number {
  let hash = Math.imul(seed ^ words[at]!, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15) ^ words[at + 1]!, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 15) ^ words[at + 2]!, 0xc2b2ae3d);
  hash = Math.imul(hash ^ (hash >>> 15) ^ words[at + 3]!, 0x27d4eb2f);
  return hash ^ (hash >>> 15);
}
