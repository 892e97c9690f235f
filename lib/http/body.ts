/** Reading the body of a request, within its limits. */
import { badEvent, ServiceError } from "../error.ts";
import { type Patience, PatientReader } from "./patient_reader.ts";
import { MAX_SHORT_BYTES } from "./pending_bodies.ts";

/** So much is read at a time: less takes more turns, more takes longer each than the next cache. */
const MAX_PART_BYTES = 128 * 1024;

/** What a body must keep to. */
export interface BodyLimits extends Patience {
  readonly maxBytes: number;
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
    if (Number.isNaN(announcedBytes)) return await readCounted(body, limits);
    const reader = byteReader(body);
    return reader
      ? await readAnnounced(reader, announcedBytes, limits)
      : await request.bytes();
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

/**
 * Reads into memory of ours; `undefined` for a body all of which came with the request's head: Deno
 * has it as one piece then, which is no stream of bytes.
 */
function byteReader(
  body: ReadableStream,
): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}

/** A body of a known length: its room is made once, was counted before, and is read into. */
async function readAnnounced(
  bytes: ReadableStreamBYOBReader,
  announcedBytes: number,
  limits: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const { allocate = (length) => new Uint8Array(length) } = limits;
  let { buffer } = allocate(announcedBytes);
  let sizeBytes = 0;
  using reader = new PatientReader(bytes, limits);
  while (sizeBytes < announcedBytes) {
    const partBytes = Math.min(announcedBytes - sizeBytes, MAX_PART_BYTES);
    const room = new Uint8Array(buffer, sizeBytes, partBytes);
    const part = await reader.next((reader) => reader.read(room));
    if (part === undefined) {
      throw new Error(`${announcedBytes - sizeBytes} bytes are missing`);
    }
    // The buffer has been taken from `room`, and comes back with what was read.
    buffer = part.buffer;
    sizeBytes += part.length;
  }
  // Nothing more can come; that it has ended would have to be asked for.
  await reader.cancel();
  return new Uint8Array(buffer, 0, announcedBytes);
}

/** A body of which nobody knows how long it is. */
async function readCounted(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  limits: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts = new CountedParts(limits);
  using reader = new PatientReader(body.getReader(), limits);
  for (;;) {
    const part = await reader.next((reader) => reader.read());
    if (part === undefined) return parts.whole();
    parts.add(part);
  }
}

/** Nobody knows of how many: each part is counted when it comes. */
export class CountedParts {
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
