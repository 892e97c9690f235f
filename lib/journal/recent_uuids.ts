/**
 * The uuids of the most recent events, in bounded memory: 24 to 40 bytes for each.
 *
 * A ring of 128-bit keys with a hash table over it. A canonical UUID is its own key, so that
 * no two are ever taken for one; any other text has the first half of its SHA-256.
 */
import { createHash } from "node:crypto";

const WORDS = 4;
const UUID_LENGTH = 36;
const HASH_MULTIPLIERS = [
  0x9e3779b1,
  0x85ebca77,
  0xc2b2ae3d,
  0x27d4eb2f,
] as const;

/** A bounded set of uuids that knows in which order they came. */
export class RecentUuids {
  readonly #capacity: number;
  readonly #keys: Uint32Array;
  /** Place in the ring plus one; 0 is free. */
  readonly #table: Int32Array;
  readonly #mask: number;
  /** Makes the table's layout unpredictable, so that no stranger can crowd one spot of it. */
  readonly #seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  readonly #key = new Uint32Array(WORDS);
  /** Position of the oldest kept, and of the next to come; positions only grow. */
  #first: number;
  #next: number;

  /** @param capacity how many uuids are kept, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#keys = new Uint32Array(capacity * WORDS);
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
  findOrAdd(uuid: string): number | undefined {
    this.#readKey(uuid);
    const slot = this.#findSlot();
    const taken = this.#table[slot]!;
    if (taken !== 0) return this.#positionOf(taken - 1);
    if (this.size < this.#capacity) {
      this.#put(slot, this.#next++);
    } else {
      const newest = this.#key.slice();
      this.#remove(this.#first++);
      this.#key.set(newest);
      this.#put(this.#findSlot(), this.#next++);
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
  addOlder(uuid: string): boolean {
    if (this.size < this.#capacity) {
      this.#readKey(uuid);
      const slot = this.#findSlot();
      if (this.#table[slot] === 0) this.#put(slot, --this.#first);
    }
    return this.size < this.#capacity;
  }

  #put(slot: number, position: number): void {
    const place = position % this.#capacity;
    this.#keys.set(this.#key, place * WORDS);
    this.#table[slot] = place + 1;
  }

  #positionOf(place: number): number {
    const base = this.#first - this.#first % this.#capacity;
    const position = base + place;
    return position < this.#first ? position + this.#capacity : position;
  }

  /** The slot of the key in `#key`, or the free one where it belongs. */
  #findSlot(): number {
    let slot = this.#home();
    for (;; slot = (slot + 1) & this.#mask) {
      const taken = this.#table[slot]!;
      if (taken === 0 || this.#isKeyAt(taken - 1)) return slot;
    }
  }

  #isKeyAt(place: number): boolean {
    const at = place * WORDS;
    return this.#keys[at] === this.#key[0] &&
      this.#keys[at + 1] === this.#key[1] &&
      this.#keys[at + 2] === this.#key[2] &&
      this.#keys[at + 3] === this.#key[3];
  }

  /** Takes out the uuid at a position, closing the gap in its probe sequence (Knuth 6.4, R). */
  #remove(position: number): void {
    this.#loadKey(position % this.#capacity);
    let gap = this.#findSlot();
    for (
      let slot = (gap + 1) & this.#mask;
      this.#table[slot] !== 0;
      slot = (slot + 1) & this.#mask
    ) {
      this.#loadKey(this.#table[slot]! - 1);
      const isReachable =
        ((slot - this.#home()) & this.#mask) < ((slot - gap) & this.#mask);
      if (isReachable) continue;
      this.#table[gap] = this.#table[slot]!;
      gap = slot;
    }
    this.#table[gap] = 0;
  }

  #loadKey(place: number): void {
    for (let word = 0; word < WORDS; word++) {
      this.#key[word] = this.#keys[place * WORDS + word]!;
    }
  }

  #home(): number {
    let hash = this.#seed;
    for (let word = 0; word < WORDS; word++) {
      hash = Math.imul(hash ^ this.#key[word]!, HASH_MULTIPLIERS[word]!);
      hash ^= hash >>> 15;
    }
    return hash & this.#mask;
  }

  #readKey(uuid: string): void {
    if (readUuid(uuid, this.#key)) return;
    const digest = createHash("sha256").update(uuid).digest();
    for (let word = 0; word < WORDS; word++) {
      this.#key[word] = digest.readUInt32BE(word * 4);
    }
  }
}

/** Reads a canonical UUID (RFC 9562, either case) into four words; false where it is none. */
function readUuid(text: string, words: Uint32Array): boolean {
  if (text.length !== UUID_LENGTH) return false;
  let digits = 0;
  let word = 0;
  for (let at = 0; at < UUID_LENGTH; at++) {
    const code = text.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== 0x2d) return false;
      continue;
    }
    const digit = hexDigit(code);
    if (digit < 0) return false;
    word = (word << 4) | digit;
    if (++digits % 8 === 0) words[digits / 8 - 1] = word;
  }
  return true;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
