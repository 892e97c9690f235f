/** Reading the body of a request, within its limit. */
import { badEvent, ServiceError } from "../error.ts";

/**
 * The body; it belongs to the caller.
 *
 * @throws {ServiceError} 413 where it is longer than `maxBytes`, 400 where it ended early
 */
export async function readBytes(
  request: Request,
  maxBytes: number,
): Promise<Uint8Array> {
  if (isBounded(request, maxBytes)) {
    return await request.bytes().catch((cause) => {
      throw brokenBody(cause);
    });
  }
  if (request.headers.has("content-length")) {
    await discard(request);
    throw bodyTooLarge(maxBytes);
  }
  return request.body === null
    ? new Uint8Array()
    : await readLimited(request.body, maxBytes);
}

/**
 * As `readBytes`, within a time.
 *
 * @throws {ServiceError} 408 where the body has not come by then; nothing of it is read on
 */
export async function readInTime(
  request: Request,
  maxBytes: number,
  timeoutMs: number,
): Promise<Uint8Array> {
  const { body } = request;
  if (body === null) return new Uint8Array();
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  try {
    const inTime = body.pipeThrough(new TransformStream(), timeout);
    return await readLimited(inTime, maxBytes);
  } catch (error) {
    if (!timeout.signal.aborted) throw error;
    throw new ServiceError(
      { status: 408, code: "body_too_slow" },
      `The body must have come within ${timeoutMs} ms`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the body says its length, and that is allowed: it can be read without counting. */
export function isBounded(request: Request, maxBytes: number): boolean {
  const length = request.headers.get("content-length");
  return length !== null && Number(length) <= maxBytes;
}

/** Lets go of a body that nobody wants; the connection is not kept for it. */
export async function discard(request: Request): Promise<void> {
  await request.body?.cancel().catch(() => {});
}

/** Reads a body of unknown length, no further than allowed. */
async function readLimited(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const part of body) {
      sizeBytes += part.length;
      if (sizeBytes > maxBytes) throw bodyTooLarge(maxBytes);
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof ServiceError ? error : brokenBody(error);
  }
  return concat(parts, sizeBytes);
}

/** The parts, of that size together, in one. */
export function concat(
  parts: readonly Uint8Array[],
  sizeBytes: number,
): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The error of a body that could not be read to its end. */
export function brokenBody(cause: unknown): ServiceError {
  return badEvent("The body ended before it was complete", { cause });
}

/** The error of a body that is too long. */
export function bodyTooLarge(maxBytes: number): ServiceError {
  return new ServiceError(
    { status: 413, code: "body_too_large" },
    `The body must be at most ${maxBytes} bytes`,
  );
}
