/** What a start remembers of the events that came before it. */
import { eachUuidBackward } from "../event/mod.ts";
import { readableOf } from "./readable_segments.ts";
import { RecentUuids } from "./recent_uuids.ts";
import { listSegments } from "./segment.ts";
import { openSegment, readFully } from "./segment_file.ts";

/** The uuids of the latest lines in a folder, at most `capacity`. */
export function latestUuids(directory: string, capacity: number): RecentUuids {
  const uuids = new RecentUuids(capacity);
  for (const segment of listSegments(directory).reverse()) {
    const { path, sizeBytes } = readableOf(segment).view;
    using file = openSegment(path);
    if (file === undefined) continue;
    const readAt = (offset: number, into: Uint8Array) => {
      file.seek(offset);
      return readFully(file, into);
    };
    const isRoomLeft = eachUuidBackward(
      { sizeBytes, readAt },
      (key) => uuids.addOlder(key),
    );
    if (!isRoomLeft) break;
  }
  return uuids;
}
