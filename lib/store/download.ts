/** A download of segments as one stream, in constant memory. */
import type { SegmentView } from "../journal/mod.ts";
import type { EventExport } from "./store.ts";

const CHUNK_BYTES = 64 * 1024;

/** The bytes of the segments one after the other, just as far as the views reach. */
export function downloadSegments(
  segments: readonly SegmentView[],
): EventExport {
  const chunks = readChunks(segments);
  return {
    sizeBytes: segments.reduce((sum, segment) => sum + segment.sizeBytes, 0),
    stream: new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return();
      },
    }, { highWaterMark: 0 }),
  };
}

async function* readChunks(
  segments: readonly SegmentView[],
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (const { path, sizeBytes } of segments) {
    using file = await Deno.open(path);
    for (let remaining = sizeBytes; remaining > 0;) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, remaining));
      const count = await file.read(chunk);
      if (count === null) {
        throw new Error(`"${path}" ended ${remaining} bytes too early`);
      }
      remaining -= count;
      yield chunk.subarray(0, count);
    }
  }
}
