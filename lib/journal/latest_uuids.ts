/** What a start remembers of the events that came before it. */
import { type UuidList, uuidListsBackward } from "../event/mod.ts";
import { readableOf } from "./readable_segments.ts";
import type { SegmentView } from "./segment.ts";
import { openSegment, readFully } from "./segment_file.ts";

/** Reads the uuids of segments, which are sorted oldest first: the latest lines' first. */
export type ReadUuids = (
  segments: readonly SegmentView[],
) => Iterable<UuidList> | AsyncIterable<UuidList>;

/** Reads them in this thread, in lists that are good until the next one is asked for. */
export function* latestUuids(
  segments: readonly SegmentView[],
): Generator<UuidList, void, void> {
  for (const segment of segments.toReversed()) {
    const { path, sizeBytes } = readableOf(segment).view;
    using file = openSegment(path);
    if (file === undefined) continue;
    const readAt = (offset: number, into: Uint8Array) => {
      file.seek(offset);
      return readFully(file, into);
    };
    yield* uuidListsBackward({ sizeBytes, readAt });
  }
}
