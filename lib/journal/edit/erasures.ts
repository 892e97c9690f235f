/** What was erased from a journal: how much and when, but nothing of its content. */
import { basename, join } from "@std/path";
import { openDurably, realFileSystem } from "../file_system.ts";
import { lineCount, type Removal } from "./remove_lines.ts";

const FILE_NAME = "erasures.jsonl";

/** What is noted of an erasure besides what was removed. */
export interface ErasureNote {
  readonly now: Date;
  /** The paths of its conditions, without their values. */
  readonly paths: readonly string[];
}

/** Notes an erasure, durably, behind those before. */
export function noteErasure(
  directory: string,
  removals: readonly Removal[],
  { now, paths }: ErasureNote,
): void {
  const segments = removals.map(({ view, rows }) =>
    [basename(view.path), rows.size] as const
  );
  const note = {
    erased_at: now.toISOString(),
    record_count: lineCount(removals),
    condition_paths: paths,
    segments: Object.fromEntries(segments),
  };
  const file = openDurably(realFileSystem, join(directory, FILE_NAME));
  try {
    const line = new TextEncoder().encode(`${JSON.stringify(note)}\n`);
    for (let written = 0; written < line.length;) {
      written += file.write(line.subarray(written));
    }
    file.syncNow();
  } finally {
    file.close();
  }
}
