/**
 * Segments: the files of a journal, one for each UTC day, named `2026-11-23.jsonl`.
 *
 * A segment holds just the lines whose `server_time` is on its day, also where the clock
 * was set back in between.
 */
import { join } from "@std/path";

const SEGMENT_NAME = /^\d{4}-\d{2}-\d{2}\.jsonl$/;

/** What a reader may read of a segment: its acknowledged bytes, which are whole lines. */
export interface SegmentView {
  readonly path: string;
  readonly sizeBytes: number;
}

/** The file name of the segment for a time: ISO 8601, UTC. */
export function segmentName(time: string): string {
  return `${time.slice(0, 10)}.jsonl`;
}

/** The segments in a folder, oldest first, with their present sizes. */
export function listSegments(directory: string): SegmentView[] {
  return Array.from(Deno.readDirSync(directory))
    .filter((entry) => entry.isFile && SEGMENT_NAME.test(entry.name))
    .map((entry) => entry.name)
    .sort()
    .map((name) => join(directory, name))
    .map((path) => ({ path, sizeBytes: Deno.statSync(path).size }));
}
