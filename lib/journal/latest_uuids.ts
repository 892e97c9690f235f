/** What a start remembers of the events that came before it. */
import { eachUuidBackward } from "../event/mod.ts";
import { chunksBackward } from "./read_backward.ts";
import { readableOf } from "./readable_segments.ts";
import { RecentUuids } from "./recent_uuids.ts";
import { listSegments } from "./segment.ts";
import { openSegment } from "./segment_file.ts";

const CHUNK_BYTES = 240 * 1024;

/** The uuids of the latest lines in a folder, at most `capacity`. */
export function latestUuids(directory: string, capacity: number): RecentUuids {
  const uuids = new RecentUuids(capacity);
  for (const segment of listSegments(directory).reverse()) {
    const { path, sizeBytes } = readableOf(segment).view;
    using file = openSegment(path);
    if (file === undefined) continue;
    const range = { start: 0, end: sizeBytes };
    for (const { bytes } of chunksBackward(file, range, CHUNK_BYTES)) {
      if (!eachUuidBackward(bytes, (key) => uuids.addOlder(key))) return uuids;
    }
  }
  return uuids;
}
