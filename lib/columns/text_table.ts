/** Texts, numbered in little more memory than their own bytes: for as many as an answer may have. */
import { doubled, freed } from "./buffers.ts";
import { DictionaryFull, type DictionaryLimits } from "./dictionary.ts";

const CHUNK_BITS = 18;
const CHUNK_BYTES = 1 << CHUNK_BITS;
const START_SLOTS = 2048;
/** So much of the slots is used at most. */
const LOAD = 3 / 4;
const START_SIZE = START_SLOTS * LOAD;
/** What of UTF-16 no UTF-8 can say stands as JSON behind a byte that no UTF-8 has. */
const AS_JSON = 0xff;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Numbers texts from 1; 0 stands for none. A `Dictionary` takes several times the memory. */
export class TextTable implements Disposable {
  readonly #limits: DictionaryLimits;
  /** Makes the places of texts unpredictable. */
  readonly #seed = Math.random() * 2 ** 32 >>> 0;
  /** The numbers by the hashes of their texts; 0 is free. */
  #slots = new Uint32Array(START_SLOTS);
  /** By number. */
  #hashes = new Uint32Array(START_SIZE);
  #places = new Uint32Array(START_SIZE);
  #lengths = new Uint32Array(START_SIZE);
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  /** How much of the last chunk is taken. */
  #chunkEnd = CHUNK_BYTES;
  #size = 1;
  #characters = 0;
  /** The text at hand. */
  #bytes = new Uint8Array(START_SIZE);

  constructor(limits: DictionaryLimits) {
    this.#limits = limits;
  }

  /** One more than the largest number given. */
  get size(): number {
    return this.#size;
  }

  /** What it takes, in bytes. */
  get sizeBytes(): number {
    return this.#chunks.reduce((sum, { length }) => sum + length, 0) +
      this.#slots.byteLength + 3 * this.#hashes.byteLength;
  }

  /**
   * The number of a text, which is added where it is new.
   *
   * @throws {DictionaryFull}
   */
  add(text: string): number {
    const length = this.#write(text);
    const hash = hashOf(this.#bytes, length, this.#seed);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = slots[slot]!;
      if (this.#hashes[number] === hash && this.#isSame(number, length)) {
        return number;
      }
    }
    this.#characters += text.length;
    const { maxValues, maxCharacters } = this.#limits;
    if (this.#size > maxValues || this.#characters > maxCharacters) {
      throw new DictionaryFull();
    }
    const number = this.#size++;
    slots[slot] = number;
    this.#hashes[number] = hash;
    this.#places[number] = this.#keep(length);
    this.#lengths[number] = length;
    if (this.#size === this.#hashes.length) this.#grow();
    return number;
  }

  /** The text of a number. */
  text(number: number): string {
    const bytes = this.#bytesOf(number);
    return bytes[0] === AS_JSON
      ? JSON.parse(decoder.decode(bytes.subarray(1)))
      : decoder.decode(bytes);
  }

  /** Gives all memory back; nothing may be asked any more. */
  [Symbol.dispose](): void {
    freed(this.#slots, this.#hashes, this.#places, this.#lengths);
    freed(...this.#chunks);
  }

  /** Puts a text's bytes into `#bytes`. @returns how many */
  #write(text: string): number {
    // Three bytes a UTF-16 unit; six, two quotes and the mark as JSON.
    const room = text.length * 6 + 3;
    if (this.#bytes.length < room) this.#bytes = new Uint8Array(2 * room);
    const bytes = this.#bytes;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= 0x80) return this.#writeAny(text);
      bytes[at] = unit;
    }
    return text.length;
  }

  #writeAny(text: string): number {
    if (text.isWellFormed()) {
      return encoder.encodeInto(text, this.#bytes).written;
    }
    this.#bytes[0] = AS_JSON;
    const rest = this.#bytes.subarray(1);
    return 1 + encoder.encodeInto(JSON.stringify(text), rest).written;
  }

  #bytesOf(number: number): Uint8Array<ArrayBuffer> {
    const place = this.#places[number]!;
    const start = place & (CHUNK_BYTES - 1);
    return this.#chunks[place >>> CHUNK_BITS]!
      .subarray(start, start + this.#lengths[number]!);
  }

  /** Whether the text of a number is that in `#bytes`. */
  #isSame(number: number, length: number): boolean {
    if (this.#lengths[number] !== length) return false;
    const place = this.#places[number]!;
    const chunk = this.#chunks[place >>> CHUNK_BITS]!;
    const start = place & (CHUNK_BYTES - 1);
    for (let at = 0; at < length; at++) {
      if (chunk[start + at] !== this.#bytes[at]) return false;
    }
    return true;
  }

  /** Copies the text in `#bytes`. @returns its place: a chunk's number, and where in it */
  #keep(length: number): number {
    if (this.#chunks.length === 0 || this.#chunkEnd + length > CHUNK_BYTES) {
      // A text that is longer than a chunk has one of its own.
      this.#chunks.push(new Uint8Array(Math.max(length, CHUNK_BYTES)));
      this.#chunkEnd = 0;
    }
    const chunk = this.#chunks.length - 1;
    const start = this.#chunkEnd;
    this.#chunks[chunk]!.set(this.#bytes.subarray(0, length), start);
    this.#chunkEnd += length;
    return chunk * CHUNK_BYTES + start;
  }

  #grow(): void {
    this.#hashes = doubled(this.#hashes);
    this.#places = doubled(this.#places);
    this.#lengths = doubled(this.#lengths);
    const slotCount = 2 * this.#slots.length;
    freed(this.#slots);
    this.#slots = new Uint32Array(slotCount);
    const mask = this.#slots.length - 1;
    for (let number = 1; number < this.#size; number++) {
      let slot = this.#hashes[number]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }
}

function hashOf(bytes: Uint8Array, length: number, seed: number): number {
  let hash = seed;
  for (let at = 0; at < length; at++) {
    hash = Math.imul(hash ^ bytes[at]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
