/** What segments are called: `2026-11-23.jsonl`, or `2026-11-23.jsonl.gz` where compressed. */

const SEGMENT_NAME = /^\d{4}-\d{2}-\d{2}\.jsonl(?:\.gz)?$/;
const COMPRESSED = ".gz";

/** The file name of the segment for a time: ISO 8601, UTC. */
export function segmentName(time: string): string {
  return `${time.slice(0, 10)}.jsonl`;
}

export function isSegmentName(name: string): boolean {
  return SEGMENT_NAME.test(name);
}

/** Whether a segment's name or path is that of a compressed one. */
export function isCompressed(path: string): boolean {
  return path.endsWith(COMPRESSED);
}

/** The name or path of a plain segment when it is compressed. */
export function compressedPath(plain: string): string {
  return plain + COMPRESSED;
}

/** The name or path of a compressed segment before it was compressed. */
export function plainPath(compressed: string): string {
  return compressed.slice(0, -COMPRESSED.length);
}

/** The day in a segment's name, `2026-11-23`. */
export function dayOf(name: string): string {
  return name.slice(0, 10);
}
