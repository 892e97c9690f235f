/** A batch: events that arrived together and share one write, one sync and one outcome. */
import { completeLines, type EventRun, GrowingUuidList } from "../event/mod.ts";
import {
  type Appendable,
  type Duplicates,
  duplicatesAt,
  isRun,
  NO_DUPLICATES,
} from "./duplicates.ts";
import type { RecentUuids } from "./recent_uuids.ts";

/** Collects events until it is written, then settles for all of them at once. */
export class Batch {
  /** Settles when all events of the batch are durable, or none is stored; with `duplicates`. */
  readonly settled: Promise<Duplicates>;
  readonly #maxCopiedBytes: number;
  readonly #parts: Appendable[] = [];
  readonly #uuids = new GrowingUuidList();
  /** Of what is copied: events without their tails, and lines of short runs. */
  #copiedBytes = 0;
  #copiedEvents = 0;
  /** Those of its events whose uuid was seen before; known when it is written. */
  #duplicates = NO_DUPLICATES;
  #duplicateCount = 0;
  /** The position of its first new uuid in the set of recent ones; known as well then. */
  #firstPosition: number | undefined;
  #resolve!: (duplicates: Duplicates) => void;
  #reject!: (reason: Error) => void;

  /** @param maxCopiedBytes a run of events that takes more is written from where it is */
  constructor(maxCopiedBytes: number) {
    this.#maxCopiedBytes = maxCopiedBytes;
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A batch that is refused while it is still empty has nobody who waits for it.
    this.settled.catch(() => {});
  }

  get eventCount(): number {
    return this.#uuids.count;
  }

  /** How many of them have to be written. */
  get newCount(): number {
    return this.#uuids.count - this.#duplicateCount;
  }

  get duplicateCount(): number {
    return this.#duplicateCount;
  }

  add(part: Appendable): void {
    this.#parts.push(part);
    if (!isRun(part)) {
      this.#uuids.add(part.uuid);
      this.#copiedBytes += part.head.length;
      this.#copiedEvents++;
      return;
    }
    this.#uuids.addAll(part.uuids);
    if (this.#isCopied(part)) this.#copiedBytes += part.lines.length;
  }

  /** Leaves out the events whose uuid was seen before, here or in batches before this one. */
  leaveOutSeen(uuids: RecentUuids): void {
    this.#firstPosition = uuids.nextPosition;
    const places = uuids.addNew(this.#uuids);
    if (places.length === 0) return;
    this.#duplicates = duplicatesAt(places, this.#parts);
    this.#duplicateCount = places.length;
  }

  /** Makes what it added to the recent uuids, and what was added after it, unseen again. */
  forget(uuids: RecentUuids): void {
    if (this.#firstPosition !== undefined) {
      uuids.forgetFrom(this.#firstPosition);
    }
  }

  /**
   * The lines of all new events, each completed by `tail`, in one piece or several.
   *
   * @param buffer is used where it is long enough: they are good as long as it is not changed
   */
  lines(tail: Uint8Array, buffer: Uint8Array): readonly Uint8Array[] {
    const sizeBytes = this.#copiedBytes + this.#copiedEvents * tail.length;
    const target = sizeBytes <= buffer.length
      ? buffer
      : new Uint8Array(sizeBytes);
    const pieces: Uint8Array[] = [];
    let start = 0;
    let end = 0;
    const finishPiece = () => {
      if (end > start) pieces.push(target.subarray(start, end));
      start = end;
    };
    const duplicates = this.#duplicates;
    for (const part of this.#parts) {
      if (!isRun(part)) {
        if (this.#duplicateCount > 0 && duplicates.has(part)) continue;
        target.set(part.head, end);
        end += part.head.length;
        target.set(tail, end);
        end += tail.length;
        continue;
      }
      const lines = newLines(part, duplicates.placesIn(part), tail);
      if (this.#isCopied(part)) {
        target.set(lines, end);
        end += lines.length;
      } else if (lines.length > 0) {
        finishPiece();
        pieces.push(lines);
      }
    }
    finishPiece();
    return pieces;
  }

  #isCopied({ lines }: EventRun): boolean {
    return lines.length <= this.#maxCopiedBytes;
  }

  resolve(): void {
    this.#resolve(this.#duplicates);
  }

  reject(reason: Error): void {
    this.#reject(reason);
  }
}

/** The completed lines of a run without its duplicates, where it had all of them. */
function newLines(
  run: EventRun,
  duplicates: readonly number[],
  tail: Uint8Array,
): Uint8Array {
  completeLines(run, tail);
  const { lines, ends } = run;
  if (duplicates.length === 0) return lines;
  let kept = 0;
  let from = 0;
  for (const place of duplicates) {
    const start = place === 0 ? 0 : ends[place - 1]!;
    lines.copyWithin(kept, from, start);
    kept += start - from;
    from = ends[place]!;
  }
  lines.copyWithin(kept, from);
  return lines.subarray(0, kept + lines.length - from);
}
