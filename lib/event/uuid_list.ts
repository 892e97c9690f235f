/** The uuids of many events, as numbers: no object for each. */
import type { UuidKey } from "./uuid_key.ts";

/** Of a row: 1 where the event has a uuid, else 0; and the four words of its key. */
export const UUID_ROW_WORDS = 5;

const FIRST_ROWS = 16;

/** A row for each event, in their order. */
export interface UuidList {
  readonly count: number;
  /** Rows of `UUID_ROW_WORDS`, perhaps more than `count`. */
  readonly words: Int32Array<ArrayBuffer>;
}

/** One that grows. */
export class GrowingUuidList implements UuidList {
  count = 0;
  words: Int32Array<ArrayBuffer>;

  /** @param room how many rows there is room for at first, or that room, whatever is in it */
  constructor(room: number | ArrayBuffer = FIRST_ROWS) {
    this.words = typeof room === "number"
      ? new Int32Array(room * UUID_ROW_WORDS)
      : new Int32Array(room);
  }

  add(uuid: UuidKey | undefined): void {
    const at = this.count * UUID_ROW_WORDS;
    this.#makeRoom(1);
    this.count++;
    const { words } = this;
    words[at] = uuid === undefined ? 0 : 1;
    if (uuid === undefined) return;
    words[at + 1] = uuid.a;
    words[at + 2] = uuid.b;
    words[at + 3] = uuid.c;
    words[at + 4] = uuid.d;
  }

  addAll({ count, words }: UuidList): void {
    this.#makeRoom(count);
    this.words.set(
      words.subarray(0, count * UUID_ROW_WORDS),
      this.count * UUID_ROW_WORDS,
    );
    this.count += count;
  }

  #makeRoom(added: number): void {
    const needed = (this.count + added) * UUID_ROW_WORDS;
    if (needed <= this.words.length) return;
    const words = new Int32Array(Math.max(needed, this.words.length * 2));
    words.set(this.words);
    this.words = words;
  }
}
