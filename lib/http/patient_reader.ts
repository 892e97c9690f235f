/** Reading the parts of a body, for as long as they are worth waiting for. */
import { ServiceError } from "../error.ts";
import type { PendingBody } from "./pending_bodies.ts";

/** How long parts are waited for. */
export interface Patience {
  /** How long all of the body may take to come; without it any time. */
  readonly timeoutMs?: number | undefined;
  /** By what it is counted among all; it stays counted when it is read. */
  readonly pending: PendingBody;
}

/** What readers of both kinds have. */
interface AnyReader {
  cancel(): Promise<void>;
  releaseLock(): void;
}

/** Reads, until time is up or the body must give way to others; disposed of it has let go of it. */
export class PatientReader<Reader extends AnyReader> implements Disposable {
  readonly #reader: Reader;
  readonly #pending: PendingBody;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #problem: ServiceError | undefined;

  constructor(reader: Reader, { timeoutMs, pending }: Patience) {
    this.#reader = reader;
    this.#pending = pending;
    this.#timer = timeoutMs === undefined
      ? undefined
      : setTimeout(() => this.#end(bodyTooSlow(timeoutMs)), timeoutMs);
  }

  /**
   * The next part; `undefined` behind the last.
   *
   * @throws {ServiceError} where it is not waited for any more
   */
  async next(
    read: (
      reader: Reader,
    ) => Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    this.#pending.awaitPart((error) => this.#end(error));
    const { done, value } = await read(this.#reader);
    if (this.#problem !== undefined) throw this.#problem;
    return done ? undefined : value;
  }

  /** Nothing more is wanted. */
  cancel(): Promise<void> {
    return this.#reader.cancel();
  }

  #end(error: ServiceError): void {
    this.#problem = error;
    // A part that is waited for is then said to be none.
    this.#reader.cancel().catch(() => {});
  }

  [Symbol.dispose](): void {
    this.#pending.awaitNone();
    clearTimeout(this.#timer);
    this.#reader.releaseLock();
  }
}

function bodyTooSlow(timeoutMs: number): ServiceError {
  return new ServiceError(
    { status: 408, code: "body_too_slow" },
    `The body must have come within ${timeoutMs} ms`,
  );
}
