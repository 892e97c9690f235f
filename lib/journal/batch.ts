/** A batch: events that arrived together and share one write, one sync and one outcome. */
import type { Event } from "../event/mod.ts";

const NO_DUPLICATES: ReadonlySet<number> = new Set();

/** Collects events until it is written, then settles for all of them at once. */
export class Batch {
  /** The position of its first event in the set of recent uuids. */
  readonly firstPosition: number;
  /**
   * Settles when all events of the batch are durable, or none is stored; with the indexes of
   * duplicates, of which a request that waits on this promise itself has none.
   */
  readonly settled: Promise<ReadonlySet<number>>;
  readonly #events: Event[] = [];
  #headBytes = 0;
  #resolve!: (duplicates: ReadonlySet<number>) => void;
  #reject!: (reason: Error) => void;

  constructor(firstPosition: number) {
    this.firstPosition = firstPosition;
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

  add(event: Event): void {
    this.#events.push(event);
    this.#headBytes += event.head.length;
  }

  /** How long the lines of all events are, each completed by a tail. */
  sizeBytes(tail: Uint8Array): number {
    return this.#headBytes + this.#events.length * tail.length;
  }

  /** Puts the lines of all events, each completed by `tail`, at the beginning of `target`. */
  writeTo(target: Uint8Array, tail: Uint8Array): void {
    let at = 0;
    for (const { head } of this.#events) {
      target.set(head, at);
      at += head.length;
      target.set(tail, at);
      at += tail.length;
    }
  }

  resolve(): void {
    this.#resolve(NO_DUPLICATES);
  }

  reject(reason: Error): void {
    this.#reject(reason);
  }
}
