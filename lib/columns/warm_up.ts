/**
 * Has the code compiled that a first question needs, before it comes: in its first milliseconds
 * code runs several times as slowly as later.
 */
import type { SegmentView } from "../journal/segment.ts";
import {
  type CountResult,
  countResultBytes,
  LazyGroups,
  parseCountQuery,
} from "../query/mod.ts";
import { basePathOf } from "./base_path.ts";
import { ColumnEngine } from "./engine.ts";
import { fieldOf } from "./field.ts";
import { BlockReader } from "./scan_run.ts";
import { touchMemory } from "./scanner.ts";
import { warmUpRows } from "./warm_rows.ts";

/** So much is read of a segment, again and again. */
const SAMPLE_BYTES = 1024 * 1024;
/** How often at most, and in how much time of the thread altogether. */
const RUNS = { max: 30, maxMs: 250 };

/** Their text takes a megabyte. */
const GROUPS = 6000;

/** A path of which nearly each record has another value. */
const PATH = "uuid";

/**
 * Answers a question about a segment's beginning, and forgets it, again and again: whoever comes
 * meanwhile waits for one time.
 */
export function* warmUpAnswers(
  segment: SegmentView,
): Generator<void, void, void> {
  const now = new Date(0);
  const query = parseCountQuery(new URLSearchParams({ group_by: PATH }), {
    now,
  });
  const fields = query.groupBy.map(fieldOf);
  touchMemory();
  yield* repeated(() => {
    fields.forEach(warmUpRows);
    const result = new ColumnEngine().count(query, [beginning(segment)]);
    void [...countResultBytes(withManyGroups(result))];
  });
}

/** As many as a first answer may have, however small the sample is. */
function withManyGroups(result: CountResult): CountResult {
  const { groups } = result;
  if (groups === undefined || groups.length === 0) return result;
  const at = (index: number) => groups.at(index % groups.length)!;
  const source = { length: GROUPS, brief: at, group: at };
  return { ...result, groups: new LazyGroups(source) };
}

/** Reads a segment's beginning likewise. */
export function* warmUpScan(
  segment: SegmentView,
): Generator<void, void, void> {
  const { path, sizeBytes: end } = beginning(segment);
  const job = {
    stretches: [{ path, start: 0, end }],
    paths: [basePathOf([PATH])],
  };
  touchMemory();
  yield* repeated(() => void [...new BlockReader().read(job)]);
}

/** It may end within a line, which is read then as the torn one that it is. */
function beginning({ path, sizeBytes }: SegmentView): SegmentView {
  return { path, sizeBytes: Math.min(sizeBytes, SAMPLE_BYTES) };
}

function* repeated(run: () => void): Generator<void, void, void> {
  let spentMs = 0;
  for (let runs = 0; runs < RUNS.max && spentMs < RUNS.maxMs; runs++) {
    const start = performance.now();
    try {
      run();
    } catch {
      // Who asks about the segment is told what is wrong with it.
      return;
    }
    spentMs += performance.now() - start;
    yield;
  }
}
