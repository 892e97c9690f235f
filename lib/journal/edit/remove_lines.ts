/** Removes lines from segments. */
import type { JournalFileSystem } from "../file_system.ts";
import { linesForward } from "../read_forward.ts";
import type { SegmentView } from "../segment.ts";
import { type Removal, rewriteWithout } from "./rewrite_segment.ts";

/**
 * Looks for lines that are to be removed; changes nothing.
 *
 * @param isUnwanted asked about every line, without its newline, oldest first
 * @param advance told how many bytes have been looked at
 * @throws {Error} where a segment is damaged
 */
export async function planRemovals(
  segments: readonly SegmentView[],
  isUnwanted: (line: Uint8Array) => boolean,
  advance: (sizeBytes: number) => Promise<void>,
): Promise<Removal[]> {
  const removals: Removal[] = [];
  for (const view of segments) {
    const rows = new Set<number>();
    let row = 0;
    for (const lines of linesForward(view)) {
      for (const line of lines) {
        if (isUnwanted(line)) rows.add(row);
        row++;
      }
      await advance(lines.reduce((sum, { length }) => sum + length + 1, 0));
    }
    if (rows.size > 0) removals.push({ view, rows });
  }
  return removals;
}

/** Removes what was planned, one segment after the other, each all at once. */
export function* removeLines(
  fileSystem: JournalFileSystem,
  removals: readonly Removal[],
): Generator<Removal, void, void> {
  for (const removal of removals) {
    rewriteWithout(fileSystem, removal);
    yield removal;
  }
}

/** How many lines there are in some removals. */
export function lineCount(removals: readonly Removal[]): number {
  return removals.reduce((sum, { rows }) => sum + rows.size, 0);
}
