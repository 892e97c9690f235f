/**
 * Has the code compiled that a first question needs, before it comes: in its first milliseconds
 * code runs several times as slowly as later.
 */
import type { SegmentView } from "../journal/segment.ts";
import { countResultJson, parseCountQuery } from "../query/mod.ts";
import { basePathOf } from "./base_path.ts";
import { ColumnEngine } from "./engine.ts";
import { BlockReader } from "./scan_run.ts";

/** So much is read of a segment, again and again. */
const SAMPLE_BYTES = 1024 * 1024;
const MAX_RUNS = 12;
/** Whoever comes meanwhile waits no longer. */
const MAX_MS = 60;

/** A path of which nearly each record has another value. */
const PATH = "uuid";

/** Answers a question about a segment's beginning, and forgets it. */
export function warmUpAnswers(segment: SegmentView): void {
  const now = new Date(0);
  const query = parseCountQuery(new URLSearchParams({ group_by: PATH }), {
    now,
  });
  repeat(() => {
    countResultJson(new ColumnEngine().count(query, [beginning(segment)]));
  });
}

/** Reads a segment's beginning, and forgets it. */
export function warmUpScan(segment: SegmentView): void {
  const { path, sizeBytes: end } = beginning(segment);
  const job = {
    stretches: [{ path, start: 0, end }],
    paths: [basePathOf([PATH])],
  };
  repeat(() => void [...new BlockReader().read(job)]);
}

/** It may end within a line, which is read then as the torn one that it is. */
function beginning({ path, sizeBytes }: SegmentView): SegmentView {
  return { path, sizeBytes: Math.min(sizeBytes, SAMPLE_BYTES) };
}

function repeat(run: () => void): void {
  const end = performance.now() + MAX_MS;
  for (let runs = 0; runs < MAX_RUNS && performance.now() < end; runs++) {
    try {
      run();
    } catch {
      // Who asks about the segment is told what is wrong with it.
      return;
    }
  }
}
