/** A batch: events that arrived together and share one write, one sync and one outcome. */
import type { Event } from "../event/mod.ts";
import type { RecentUuids } from "./recent_uuids.ts";

const NO_EVENTS: ReadonlySet<Event> = new Set();

/** Collects events until it is written, then settles for all of them at once. */
export class Batch {
  /** Settles when all events of the batch are durable, or none is stored; with `duplicates`. */
  readonly settled: Promise<ReadonlySet<Event>>;
  readonly #events: Event[] = [];
  #headBytes = 0;
  /** Those of its events whose uuid was seen before; known when it is written. */
  #duplicates = NO_EVENTS;
  /** The position of its first new uuid in the set of recent ones; known as well then. */
  #firstPosition: number | undefined;
  #resolve!: (duplicates: ReadonlySet<Event>) => void;
  #reject!: (reason: Error) => void;

  constructor() {
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A batch that is refused while it is still empty has nobody who waits for it.
    this.settled.catch(() => {});
  }

  get eventCount(): number {
    return this.#events.length;
  }

  /** How many of them have to be written. */
  get newCount(): number {
    return this.#events.length - this.#duplicates.size;
  }

  get duplicateCount(): number {
    return this.#duplicates.size;
  }

  add(event: Event): void {
    this.#events.push(event);
    this.#headBytes += event.head.length;
  }

  /** Leaves out the events whose uuid was seen before, here or in batches before this one. */
  leaveOutSeen(uuids: RecentUuids): void {
    this.#firstPosition = uuids.nextPosition;
    const seen = uuids.addNew(this.#events);
    if (seen.length === 0) return;
    this.#duplicates = new Set(seen);
    for (const { head } of seen) this.#headBytes -= head.length;
  }

  /** Makes what it added to the recent uuids, and what was added after it, unseen again. */
  forget(uuids: RecentUuids): void {
    if (this.#firstPosition !== undefined) {
      uuids.forgetFrom(this.#firstPosition);
    }
  }

  /** How long the lines of all new events are, each completed by a tail. */
  sizeBytes(tail: Uint8Array): number {
    return this.#headBytes + this.newCount * tail.length;
  }

  /** Puts the lines of all new events, each completed by `tail`, at the beginning of `target`. */
  writeTo(target: Uint8Array, tail: Uint8Array): void {
    let at = 0;
    for (const event of this.#events) {
      if (this.#duplicates.size > 0 && this.#duplicates.has(event)) continue;
      const { head } = event;
      target.set(head, at);
      at += head.length;
      target.set(tail, at);
      at += tail.length;
    }
  }

  resolve(): void {
    this.#resolve(this.#duplicates);
  }

  reject(reason: Error): void {
    this.#reject(reason);
  }
}
