/** How much one question's columns and dictionaries take, and what it does without. */
import { bytesOf, type Codes, MAX_BLOCK_ROWS } from "./block.ts";
import type { Field } from "./field.ts";
import type { FieldDictionaries } from "./field_dictionaries.ts";

/** Bounds, in bytes. */
export interface RoomOptions {
  /** Of all dictionaries together; one question's have no more either. */
  readonly dictionariesBytes: number;
  /** Of one question's columns together. */
  readonly columnsBytes: number;
}

/** So much may be made before the cache is trimmed, which looks through all there is. */
const UNTRIMMED_BYTES = 8 * 1024 * 1024;

/** A question may be about dozens of fields, each of which has hundreds of thousands of values. */
export class QuestionRoom {
  readonly #dictionaries: FieldDictionaries;
  readonly #options: RoomOptions;
  /** Of the columns made for this question, in bytes, by the ids of their fields. */
  readonly #made = new Map<string, number>();
  #untrimmedBytes = 0;

  constructor(dictionaries: FieldDictionaries, options: RoomOptions) {
    this.#dictionaries = dictionaries;
    this.#options = options;
  }

  /** The next question has all the room again. */
  begin(): void {
    this.#made.clear();
  }

  /** A column of a field was made, and its dictionary has grown by so many bytes. */
  take(id: string, codes: Codes, grownBytes: number): void {
    const bytes = bytesOf(codes);
    this.#made.set(id, (this.#made.get(id) ?? 0) + bytes);
    this.#untrimmedBytes += bytes + grownBytes;
  }

  /** Gives up the largest of the question's fields where they take more than they may. */
  makeRoom(fields: readonly Field[]): void {
    const { dictionariesBytes, columnsBytes } = this.#options;
    this.#dictionaries.makeRoom(
      fields,
      dictionariesBytes,
      (_id, { sizeBytes }) => sizeBytes,
    );
    this.#dictionaries.makeRoom(
      fields,
      columnsBytes,
      (id) => this.#made.get(id) ?? 0,
    );
  }

  /** Of so many blocks together the columns take half of what they may at most, or it is one. */
  blocksAtOnce(fields: readonly Field[]): number {
    const rowBytes = fields.length * Uint32Array.BYTES_PER_ELEMENT;
    const { columnsBytes } = this.#options;
    return 1 + Math.floor(columnsBytes / 2 / (rowBytes * MAX_BLOCK_ROWS));
  }

  /** Whether so much was made that it is time to trim the cache. */
  get isTrimDue(): boolean {
    return this.#untrimmedBytes >= UNTRIMMED_BYTES;
  }

  /** The cache was trimmed. */
  trimmed(): void {
    this.#untrimmedBytes = 0;
  }
}
