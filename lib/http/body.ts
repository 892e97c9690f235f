/** Reading the body of a request, within its limits. */
import { badEvent, ServiceError } from "../error.ts";
import { MAX_SHORT_BYTES, type PendingBody } from "./pending_bodies.ts";

/** What a body must keep to. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** How long it may take to come; without it any time. */
  readonly timeoutMs?: number | undefined;
  /** By what it is counted among all; it stays counted when it is read. */
  readonly pending: PendingBody;
  /** Makes room for a body of which is known how long it is; anything may stand in it. */
  readonly allocate?: ((length: number) => Uint8Array<ArrayBuffer>) | undefined;
}

/**
 * The body; it belongs to the caller.
 *
 * @throws {ServiceError} 413 where it is too long, 503 where there is no room for it, 408 where it
 * has not come in time, 400 where it ended early. Nothing of it is read on then.
 */
export async function readBytes(
  request: Request,
  limits: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const { maxBytes, timeoutMs, pending } = limits;
  const announcedBytes = lengthOf(request);
  try {
    if (announcedBytes > maxBytes) throw bodyTooLarge(maxBytes);
    if (announcedBytes >= 0) pending.take(announcedBytes);
    if (announcedBytes <= MAX_SHORT_BYTES && timeoutMs === undefined) {
      return await request.bytes();
    }
    const { body } = request;
    if (body === null) return new Uint8Array();
    const parts = Number.isNaN(announcedBytes)
      ? new CountedParts(limits)
      : new AnnouncedParts(announcedBytes, limits.allocate);
    await readParts(body, parts, limits);
    return parts.whole();
  } catch (error) {
    await discard(request);
    throw error instanceof ServiceError ? error : brokenBody(error);
  }
}

/** How long the body is by its own word; `NaN` where it does not say. */
export function lengthOf(request: Request): number {
  const length = request.headers.get("content-length");
  return length === null ? NaN : Number(length);
}

/** Lets go of a body that nobody wants; the connection is not kept for it. */
export async function discard(request: Request): Promise<void> {
  await request.body?.cancel().catch(() => {});
}

/** What becomes one body. */
interface Parts {
  /** @throws where it is one too many */
  add(part: Uint8Array): void;
  /** @throws where some are missing */
  whole(): Uint8Array<ArrayBuffer>;
}

/** Reads to the end, or until time is up, or the body must give way to others. */
async function readParts(
  body: ReadableStream<Uint8Array>,
  parts: Parts,
  { timeoutMs, pending }: BodyLimits,
): Promise<void> {
  const reader = body.getReader();
  let problem: ServiceError | undefined;
  const end = (error: ServiceError) => {
    problem = error;
    // A part that is waited for is then said to be none.
    reader.cancel().catch(() => {});
  };
  const timer = timeoutMs === undefined
    ? undefined
    : setTimeout(() => end(bodyTooSlow(timeoutMs)), timeoutMs);
  try {
    for (;;) {
      pending.awaitPart(end);
      const { done, value } = await reader.read();
      if (problem !== undefined) throw problem;
      if (done) return;
      parts.add(value);
    }
  } finally {
    pending.awaitNone();
    clearTimeout(timer);
    reader.releaseLock();
  }
}

/** Room is made once, and counted before. */
class AnnouncedParts implements Parts {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #sizeBytes = 0;

  constructor(
    sizeBytes: number,
    allocate = (length: number) => new Uint8Array(length),
  ) {
    this.#bytes = allocate(sizeBytes);
  }

  add(part: Uint8Array): void {
    this.#bytes.set(part, this.#sizeBytes);
    this.#sizeBytes += part.length;
  }

  whole(): Uint8Array<ArrayBuffer> {
    const missingBytes = this.#bytes.length - this.#sizeBytes;
    if (missingBytes > 0) throw new Error(`${missingBytes} bytes are missing`);
    return this.#bytes;
  }
}

/** Nobody knows of how many: each part is counted when it comes. */
export class CountedParts implements Parts {
  readonly #limits: Pick<BodyLimits, "maxBytes" | "pending">;
  readonly #parts: Uint8Array[] = [];
  #sizeBytes = 0;

  constructor(limits: Pick<BodyLimits, "maxBytes" | "pending">) {
    this.#limits = limits;
  }

  /** @throws {ServiceError} 413 where all are too long, 503 where there is no room */
  add(part: Uint8Array): void {
    const { maxBytes, pending } = this.#limits;
    this.#sizeBytes += part.length;
    if (this.#sizeBytes > maxBytes) throw bodyTooLarge(maxBytes);
    pending.take(part.length);
    this.#parts.push(part);
  }

  whole(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#sizeBytes);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

/** The error of a body that could not be read to its end. */
export function brokenBody(cause: unknown): ServiceError {
  return badEvent("The body ended before it was complete", { cause });
}

function bodyTooLarge(maxBytes: number): ServiceError {
  return new ServiceError(
    { status: 413, code: "body_too_large" },
    `The body must be at most ${maxBytes} bytes`,
  );
}

function bodyTooSlow(timeoutMs: number): ServiceError {
  return new ServiceError(
    { status: 408, code: "body_too_slow" },
    `The body must have come within ${timeoutMs} ms`,
  );
}
