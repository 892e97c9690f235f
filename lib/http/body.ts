/** Reading the body of a request, within its limit, as text. */
import { badEvent, ServiceError } from "../error.ts";

/** Strict: a byte sequence that is not UTF-8 could not be kept as it came. */
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * The body as text.
 *
 * @throws {ServiceError} 413 where it is longer than `maxBytes`, 400 where it is not UTF-8 or
 * ended early
 */
export function readText(request: Request, maxBytes: number): Promise<string> {
  const length = request.headers.get("content-length");
  // Of a known length that is allowed: the usual case, with no promise to spare.
  return length !== null && Number(length) <= maxBytes
    ? request.bytes().then(decode, rejectBroken)
    : readUnusual(request, maxBytes, length);
}

async function readUnusual(
  request: Request,
  maxBytes: number,
  length: string | null,
): Promise<string> {
  if (length !== null) {
    await discard(request);
    throw tooLarge(maxBytes);
  }
  return decode(await readLimited(request, maxBytes));
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw badEvent("The body must be UTF-8", { cause });
  }
}

/** Lets go of a body that nobody wants; the connection is not kept for it. */
export async function discard(request: Request): Promise<void> {
  await request.body?.cancel().catch(() => {});
}

/** Reads a body of unknown length, no further than allowed. */
async function readLimited(
  request: Request,
  maxBytes: number,
): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const part of request.body) {
      sizeBytes += part.length;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    rejectBroken(error);
  }
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function rejectBroken(cause: unknown): never {
  throw badEvent("The body ended before it was complete", { cause });
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError(
    { status: 413, code: "body_too_large" },
    `The body must be at most ${maxBytes} bytes`,
  );
}
