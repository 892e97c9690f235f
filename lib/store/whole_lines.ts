/** A journal's folder as a reader beside its server sees it: without the lock, writing nothing. */
import { messageOf } from "../error.ts";
import { listSegments, type SegmentView } from "../journal/segment.ts";
import { isCompressed } from "../journal/segment_name.ts";

const NEWLINE = 0x0a;
const STEP_BYTES = 64 * 1024;

/**
 * The segments in a folder, oldest first, each up to the end of its last whole line: what stands
 * behind may be torn, or on its way.
 *
 * @throws {Error} where the folder cannot be read
 */
export function wholeLines(directory: string): SegmentView[] {
  try {
    return listSegments(directory).map((view) =>
      isCompressed(view.path)
        ? view
        : { ...view, sizeBytes: endOfLastLine(view) }
    );
  } catch (cause) {
    throw new Error(
      `Cannot read the journal in "${directory}": ${messageOf(cause)}`,
      { cause },
    );
  }
}

function endOfLastLine({ path, sizeBytes }: SegmentView): number {
  using file = Deno.openSync(path);
  const step = new Uint8Array(STEP_BYTES);
  for (let end = sizeBytes; end > 0;) {
    const start = Math.max(0, end - STEP_BYTES);
    const filled = readAt(file, start, step.subarray(0, end - start));
    const newline = step.subarray(0, filled).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

/** Reads as much as is there; a server may cut a file back in between. */
function readAt(file: Deno.FsFile, start: number, into: Uint8Array): number {
  file.seekSync(start, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < into.length) {
    const count = file.readSync(into.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return filled;
}
