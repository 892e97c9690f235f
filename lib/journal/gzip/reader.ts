/** What reads a compressed segment. */
import type { SegmentFile } from "../segment_file.ts";

/** An open compressed segment; offsets are those of its lines before they were compressed. */
export interface GzipFile extends SegmentFile {
  /** Where the last whole line ends. */
  readonly sizeBytes: number;
}
