/** Many events at once, as they go from one thread to another and into the journal. */
import { type Event, TAIL_BYTES } from "./event.ts";
import { GrowingUuidList, type UuidList } from "./uuid_list.ts";

/** Events, one behind the other. */
export interface EventRun {
  /** For each its head and room for its tail. */
  readonly lines: Uint8Array<ArrayBuffer>;
  /** Where in `lines` each ends. */
  readonly ends: Int32Array<ArrayBuffer>;
  readonly uuids: UuidList;
}

/**
 * Puts events one behind the other.
 *
 * @param allocate makes room for the lines, in which anything may stand
 */
export function runOf(
  events: readonly Event[],
  allocate = (length: number) => new Uint8Array(length),
): EventRun {
  const sizeBytes = events.reduce(
    (sum, { head }) => sum + head.length + TAIL_BYTES,
    0,
  );
  const lines = allocate(sizeBytes);
  const ends = new Int32Array(events.length);
  const uuids = new GrowingUuidList(events.length);
  let at = 0;
  events.forEach(({ head, uuid }, index) => {
    lines.set(head, at);
    at += head.length + TAIL_BYTES;
    ends[index] = at;
    uuids.add(uuid);
  });
  return { lines, ends, uuids };
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
  for (let index = 0; index < ends.length; index++) {
    lines.set(tail, ends[index]! - TAIL_BYTES);
  }
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
