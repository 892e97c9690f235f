/** Bodies that come compressed. */
import { badEvent, ServiceError } from "../error.ts";
import { bodyTooLarge } from "./body.ts";

/** The first byte of gzip, with which no JSON begins: others need not be asked for a header. */
const GZIP_BYTE = 0x1f;

/** Whether the body may be gzip; everything else is what it is. */
export function mayBeGzip(bytes: Uint8Array): boolean {
  return bytes[0] === GZIP_BYTE;
}

/**
 * The body as it was before `Content-Encoding: gzip`; the bytes themselves where that is not said.
 *
 * @throws {ServiceError} 413 where it becomes longer than `maxBytes`: no more than that is kept;
 * 400 where it is not gzip
 */
export async function decompressed(
  bytes: Uint8Array,
  { request, maxBytes }: { request: Request; maxBytes: number },
): Promise<Uint8Array> {
  if (encodingOf(request) !== "gzip") return bytes;
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    const stream = new Blob([bytes as BlobPart]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    for await (const part of stream) {
      sizeBytes += part.length;
      if (sizeBytes > maxBytes) throw bodyTooLarge(maxBytes);
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw badEvent("The body must be gzip, as its Content-Encoding says", {
      cause,
    });
  }
  return await new Blob(parts as BlobPart[]).bytes();
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
