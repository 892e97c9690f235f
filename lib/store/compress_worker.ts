/** The thread that compresses segments, so that neither events nor questions wait for it. */
/// <reference lib="deno.worker" />
import { messageOf } from "../error.ts";
import type { SegmentView } from "../journal/segment.ts";
import { prepareCompressed } from "../journal/upkeep/compress_segment.ts";

/** What became of a segment. */
export interface PreparedMessage {
  /** Why it could not be prepared. */
  readonly problem: string | undefined;
}

self.onmessage = ({ data }: MessageEvent<SegmentView>) => {
  let problem: string | undefined;
  try {
    prepareCompressed(data);
  } catch (error) {
    problem = messageOf(error);
  }
  self.postMessage({ problem } satisfies PreparedMessage);
};
