/** Bodies that come compressed. */
import { badEvent, ServiceError } from "../error.ts";
import { type BodyLimits, CountedParts } from "./body.ts";

/** The first byte of gzip, with which no JSON begins: others need not be asked for a header. */
const GZIP_BYTE = 0x1f;

/** What goes in becomes up to 1,032 times as long at once: with this a bomb takes 4 MiB. */
const SLICE_BYTES = 4096;

/** Whether the body may be gzip; everything else is what it is. */
export function mayBeGzip(bytes: Uint8Array): boolean {
  return bytes[0] === GZIP_BYTE;
}

/** What a body must keep to when it is no longer compressed. */
export type PlainLimits = Pick<BodyLimits, "maxBytes" | "pending">;

/**
 * The body as it was before `Content-Encoding: gzip`; the bytes themselves where that is not said.
 *
 * @throws {ServiceError} 413 where it becomes longer than `maxBytes`: no more than that is kept;
 * 503 where there is no room for it; 400 where it is not gzip
 */
export async function decompressed(
  bytes: Uint8Array<ArrayBuffer>,
  request: Request,
  limits: PlainLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  if (encodingOf(request) !== "gzip") return bytes;
  const parts = new CountedParts(limits);
  try {
    const inflater = new DecompressionStream("gzip");
    for await (const part of slicesOf(bytes).pipeThrough(inflater)) {
      parts.add(part);
    }
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw badEvent("The body must be gzip, as its Content-Encoding says", {
      cause,
    });
  }
  return parts.whole();
}

/** The bytes, a few at a time and only when they are asked for. */
function slicesOf(
  bytes: Uint8Array<ArrayBuffer>,
): ReadableStream<BufferSource> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const slice = bytes.slice(at, at += SLICE_BYTES);
      controller.enqueue(slice);
    },
  }, { highWaterMark: 0 });
}

/** What is wrong with a body that cannot be read: that it is encoded, if it is. */
export function encodingError(request: Request): ServiceError | undefined {
  const encoding = encodingOf(request);
  if (["", "identity", "gzip"].includes(encoding)) return undefined;
  return new ServiceError(
    { status: 415, code: "unsupported_encoding" },
    `The Content-Encoding must be gzip or identity, got ${
      JSON.stringify(encoding.slice(0, 100))
    }`,
  );
}

function encodingOf(request: Request): string {
  const encoding = request.headers.get("content-encoding") ?? "";
  return encoding.trim().toLowerCase().replace(/^x-gzip$/, "gzip");
}
