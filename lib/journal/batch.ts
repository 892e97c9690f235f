/** A batch: events that arrived together and share one write, one sync and one outcome. */
import type { Event } from "../event.ts";

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
  readonly #heads: string[] = [];
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
    return this.#heads.length;
  }

  add(event: Event): void {
    this.#heads.push(event.head);
  }

  /** The lines of all events, each completed by `tail`. */
  text(tail: string): string {
    return this.#heads.join(tail) + tail;
  }

  resolve(): void {
    this.#resolve(NO_DUPLICATES);
  }

  reject(reason: Error): void {
    this.#reject(reason);
  }
}
