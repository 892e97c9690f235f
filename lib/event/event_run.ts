/** Many events at once, as they go from one thread to another and into the journal. */
import { type Event, TAIL_BYTES } from "./event.ts";
import type { JoinedLines } from "./joined_lines.ts";
import { GrowingUuidList, type UuidList } from "./uuid_list.ts";

/** Events, one behind the other. */
export interface EventRun {
  /** For each its head and room for its tail. */
  readonly lines: Uint8Array<ArrayBuffer>;
  /** Where in `lines` each ends. */
  readonly ends: Int32Array<ArrayBuffer>;
  readonly uuids: UuidList;
}

/** Makes room for lines, in which anything may stand. */
export type Allocate = (length: number) => Uint8Array<ArrayBuffer>;

const FIRST_ENDS = 64;

/** Where in a tail its last four bytes begin, of which some are the word's before too. */
const LAST_WORD = TAIL_BYTES - 4;

/** Puts events one behind the other. */
export class RunBuilder {
  readonly #allocate: Allocate;
  #lines: Uint8Array<ArrayBuffer>;
  #sizeBytes = 0;
  #ends = new Int32Array(FIRST_ENDS);
  readonly #uuids = new GrowingUuidList();

  /** @param expectedBytes for so many there is room at first */
  constructor(
    expectedBytes: number,
    allocate: Allocate = (length) => new Uint8Array(length),
  ) {
    this.#allocate = allocate;
    this.#lines = allocate(expectedBytes);
  }

  /** How many events there are. */
  get count(): number {
    return this.#uuids.count;
  }

  add({ head, uuid }: Event): void {
    this.#makeRoom(head.length + TAIL_BYTES, 1);
    this.#lines.set(head, this.#sizeBytes);
    this.#sizeBytes += head.length + TAIL_BYTES;
    this.#ends[this.count] = this.#sizeBytes;
    this.#uuids.add(uuid);
  }

  /** Adds others that stand one behind the other; they are copied. */
  addJoined({ lines, ends, uuids }: JoinedLines): void {
    this.#makeRoom(lines.length, uuids.count);
    const { count } = this;
    for (let index = 0; index < uuids.count; index++) {
      this.#ends[count + index] = this.#sizeBytes + ends[index]!;
    }
    this.#lines.set(lines, this.#sizeBytes);
    this.#sizeBytes += lines.length;
    this.#uuids.addAll(uuids);
  }

  /** All of them; nothing is added then. */
  finish(): EventRun {
    return {
      lines: this.#lines.subarray(0, this.#sizeBytes),
      ends: this.#ends.subarray(0, this.count),
      uuids: this.#uuids,
    };
  }

  #makeRoom(bytes: number, events: number): void {
    const sizeBytes = this.#sizeBytes + bytes;
    if (sizeBytes > this.#lines.length) {
      const lines = this.#allocate(Math.max(sizeBytes, this.#lines.length * 2));
      lines.set(this.#lines.subarray(0, this.#sizeBytes));
      this.#lines = lines;
    }
    const count = this.count + events;
    if (count > this.#ends.length) {
      const ends = new Int32Array(Math.max(count, this.#ends.length * 2));
      ends.set(this.#ends);
      this.#ends = ends;
    }
  }
}

/** Puts a few events one behind the other. */
export function runOf(events: readonly Event[]): EventRun {
  const builder = new RunBuilder(0);
  for (const event of events) builder.add(event);
  return builder.finish();
}

/**
 * Completes each line by a tail.
 *
 * @throws {RangeError} where it is not of `TAIL_BYTES`
 */
export function completeLines(
  { lines, ends }: EventRun,
  tail: Uint8Array,
): void {
  if (tail.length !== TAIL_BYTES) {
    throw new RangeError("The clock is outside the years 0 to 9999");
  }
  // A call for each line takes several times as long as writing so few words.
  const words = viewOf(tail);
  const target = viewOf(lines);
  for (let index = 0; index < ends.length; index++) {
    const start = ends[index]! - TAIL_BYTES;
    for (let at = 0; at < LAST_WORD; at += 4) {
      target.setUint32(start + at, words.getUint32(at));
    }
    target.setUint32(start + LAST_WORD, words.getUint32(LAST_WORD));
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The head of the event at a place. */
export function headAt({ lines, ends }: EventRun, place: number): Uint8Array {
  const start = place === 0 ? 0 : ends[place - 1]!;
  return lines.subarray(start, ends[place]! - TAIL_BYTES);
}

/** Bytes of the heads of all. */
export function headBytesOf({ lines, ends }: EventRun): number {
  return lines.length - ends.length * TAIL_BYTES;
}
