/** A download of segments as one stream, in constant memory. */
import type { SegmentView } from "../journal/mod.ts";
import { readableOf } from "../journal/readable_segments.ts";
import { openSegment } from "../journal/segment_file.ts";
import { isCompressed } from "../journal/segment_name.ts";
import { readError } from "./read_error.ts";
import type { EventExport } from "./store.ts";

const CHUNK_BYTES = 64 * 1024;

/**
 * The bytes of the segments one after the other, just as far as the views reach. The first are
 * read at once: where that cannot be done, whoever asks is told so instead of being cut off.
 *
 * @throws {ServiceError} 503 where the first segment is not there, or what the system says
 */
export function downloadSegments(
  segments: readonly SegmentView[],
): EventExport {
  const chunks = readChunks(segments);
  let first: IteratorResult<Uint8Array<ArrayBuffer>, void> | undefined = chunks
    .next();
  return {
    // How many lines a compressed segment holds is not known before it is read.
    sizeBytes: segments.some(({ path }) => isCompressed(path))
      ? undefined
      : segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    stream: new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        const { done, value } = first ?? chunks.next();
        first = undefined;
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel() {
        chunks.return();
      },
    }, { highWaterMark: 0 }),
  };
}

function* readChunks(
  segments: readonly SegmentView[],
): Generator<Uint8Array<ArrayBuffer>, void> {
  for (const segment of segments) {
    const { path, sizeBytes } = readableOf(segment).view;
    using file = openSegment(path);
    if (file === undefined) {
      throw readError("ENOENT", {
        cause: new Error(`"${path}" is no longer there`),
      });
    }
    for (let remaining = sizeBytes; remaining > 0;) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, remaining));
      const count = file.read(chunk);
      if (count === 0) {
        throw new Error(`"${path}" ended ${remaining} bytes too early`);
      }
      remaining -= count;
      yield chunk.subarray(0, count);
    }
  }
}
