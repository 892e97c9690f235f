/**
 * Room for the bodies of all requests together: from when they are announced, or come, until what
 * they brought is stored or refused.
 *
 * Each body is bounded by itself, but thousands of connections may each send most of a long one and
 * stop. Long ones have three quarters of the room, so that they never keep short ones out.
 */
import { ServiceError } from "../error.ts";

/** No longer than this a body is short: some hundred times as long as the usual event. */
export const MAX_SHORT_BYTES = 64 * 1024;

const LONG_SHARE = 3 / 4;

/** Nothing of a body may have come for so long, or it gives way where others need its room. */
export const MAX_STALL_MS = 10_000;

const RETRY_AFTER_SECONDS = 5;

export interface PendingBodiesOptions {
  readonly maxBytes: number;
  /** Milliseconds that never go backwards. */
  readonly clockMs: () => number;
}

/** Counts bytes of bodies. */
export class PendingBodies {
  readonly maxBytes: number;
  readonly clockMs: () => number;
  /** Those that are being read; the one that has waited longest for its next part is the first. */
  readonly #read = new Map<PendingBody, (error: ServiceError) => void>();
  #sizeBytes = 0;

  constructor({ maxBytes, clockMs }: PendingBodiesOptions) {
    this.maxBytes = maxBytes;
    this.clockMs = clockMs;
  }

  /** How many bytes are counted now. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /**
   * Counts a short body until `leave` is called: two additions, for what nearly every request brings.
   *
   * @param sizeBytes `NaN` where it is not known
   * @returns whether it is short, and there was room
   */
  enterShort(sizeBytes: number): boolean {
    const hasRoom = sizeBytes <= MAX_SHORT_BYTES &&
      this.#sizeBytes + sizeBytes <= this.maxBytes;
    if (hasRoom) this.#sizeBytes += sizeBytes;
    return hasRoom;
  }

  /** Counts no longer what was counted. */
  leave(sizeBytes: number): void {
    this.#sizeBytes -= sizeBytes;
  }

  /** Begins to count any other body; it has no bytes yet. */
  enter(): PendingBody {
    return new PendingBody(this, this.#read);
  }

  /** Counts more bytes of a body that has so many with them, or does nothing where there is no room. */
  take(addedBytes: number, bodyBytes: number): boolean {
    const share = bodyBytes > MAX_SHORT_BYTES ? LONG_SHARE : 1;
    const roomBytes = this.maxBytes * share - addedBytes;
    if (this.#sizeBytes > roomBytes) this.#endStalled(roomBytes);
    const hasRoom = this.#sizeBytes <= roomBytes;
    if (hasRoom) this.#sizeBytes += addedBytes;
    return hasRoom;
  }

  /** Ends bodies that stand still, until no more bytes than that are counted. */
  #endStalled(maxBytes: number): void {
    const latestMs = this.clockMs() - MAX_STALL_MS;
    for (const [body, end] of this.#read) {
      if (this.#sizeBytes <= maxBytes || body.lastMs > latestMs) return;
      body[Symbol.dispose]();
      end(stoodStill());
    }
  }
}

/** One body that is counted; disposed of it is no longer. */
export class PendingBody implements Disposable {
  readonly #all: PendingBodies;
  readonly #read: Map<PendingBody, (error: ServiceError) => void>;
  #sizeBytes = 0;
  #lastMs = 0;

  constructor(
    all: PendingBodies,
    read: Map<PendingBody, (error: ServiceError) => void>,
  ) {
    this.#all = all;
    this.#read = read;
  }

  /** When its last part came. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** @throws {ServiceError} 503 where there is no room for so many more bytes */
  take(sizeBytes: number): void {
    if (!this.#all.take(sizeBytes, this.#sizeBytes + sizeBytes)) {
      throw noRoom(this.#all.maxBytes);
    }
    this.#sizeBytes += sizeBytes;
  }

  /**
   * Its next part is waited for from now on.
   *
   * @param end is called, once at most, where the body must give way
   */
  awaitPart(end: (error: ServiceError) => void): void {
    this.#lastMs = this.#all.clockMs();
    this.#read.delete(this);
    this.#read.set(this, end);
  }

  /** No part is waited for any more. */
  awaitNone(): void {
    this.#read.delete(this);
  }

  [Symbol.dispose](): void {
    this.awaitNone();
    this.#all.leave(this.#sizeBytes);
    this.#sizeBytes = 0;
  }
}

function noRoom(maxBytes: number): ServiceError {
  return new ServiceError(
    { status: 503, code: "too_many_bytes" },
    `All bodies that are being taken in together must be at most ${maxBytes} bytes, of which long ` +
      `ones may have three quarters`,
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}

function stoodStill(): ServiceError {
  return new ServiceError(
    { status: 408, code: "body_too_slow" },
    `Nothing of the body came for ${MAX_STALL_MS} ms, and others needed its room`,
  );
}
