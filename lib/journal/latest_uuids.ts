/** What a start remembers of the events that came before it. */
import { eachUuidBackward } from "../event/mod.ts";
import { RecentUuids } from "./recent_uuids.ts";
import { listSegments, type SegmentView } from "./segment.ts";

const NEWLINE = 0x0a;
const CHUNK_BYTES = 240 * 1024;

/** The uuids of the latest lines in a folder, at most `capacity`. */
export function latestUuids(directory: string, capacity: number): RecentUuids {
  const uuids = new RecentUuids(capacity);
  for (const segment of listSegments(directory).reverse()) {
    for (const lines of chunksBackward(segment)) {
      if (!eachUuidBackward(lines, (key) => uuids.addOlder(key))) return uuids;
    }
  }
  return uuids;
}

/** Whole lines, the last ones first; each chunk is good until the next is asked for. */
function* chunksBackward(
  { path, sizeBytes }: SegmentView,
): Generator<Uint8Array, void, void> {
  using file = Deno.openSync(path);
  let buffer = new Uint8Array(Math.min(CHUNK_BYTES, sizeBytes));
  for (let to = sizeBytes; to > 0;) {
    const from = Math.max(0, to - buffer.length);
    const bytes = readAt(file, from, buffer.subarray(0, to - from));
    // What stands before the first newline belongs to a line that begins further ahead.
    const own = from === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
    if (from > 0 && (own === 0 || own === bytes.length)) {
      buffer = new Uint8Array(Math.min(2 * buffer.length, to));
      continue;
    }
    yield bytes.subarray(own);
    to = from + own;
  }
}

function readAt(
  file: Deno.FsFile,
  offset: number,
  into: Uint8Array,
): Uint8Array {
  file.seekSync(offset, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < into.length) {
    const count = file.readSync(into.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return into.subarray(0, filled);
}
