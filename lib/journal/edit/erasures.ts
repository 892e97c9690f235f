/** What was erased from a journal: how much and when, but nothing of its content. */
import { basename, join } from "@std/path";
import type { JournalFileSystem } from "../file_system.ts";
import {
  ERASURES_NAME,
  finishNote,
  unfinishedPath,
  writeDurably,
} from "../upkeep/unfinished.ts";
import { lineCount } from "./remove_lines.ts";
import { type Removal, rewriteWithout } from "./rewrite_segment.ts";

const NEWLINE = 0x0a;

/** What is noted of an erasure besides what was removed. */
export interface ErasureNote {
  readonly now: Date;
  /** The paths of its conditions, without their values. */
  readonly paths: readonly string[];
}

/**
 * Removes what was planned, one segment after the other, each all at once, and notes it behind
 * the erasures before.
 *
 * The note is written beside the old ones, durably, before a segment is exchanged, and gets its
 * name after that. Whoever finds it without its name knows by the segment's whether the exchange
 * was made; see `removeUnfinished`. So nothing is noted that was not erased, nor the reverse.
 */
export function eraseAndNote(
  fileSystem: JournalFileSystem,
  directory: string,
  { removals, note }: {
    readonly removals: readonly Removal[];
    readonly note: ErasureNote;
  },
): void {
  const path = join(directory, ERASURES_NAME);
  const before = wholeLines(path);
  removals.forEach((removal, index) => {
    const line = noteLine(removals.slice(0, index + 1), note);
    rewriteWithout(fileSystem, removal, {
      beforeExchange() {
        writeDurably(fileSystem, unfinishedPath(path), [before, line]);
        fileSystem.syncDirectory(directory);
      },
    });
    finishNote(fileSystem, directory);
  });
}

function noteLine(
  removals: readonly Removal[],
  { now, paths }: ErasureNote,
): Uint8Array {
  const segments = removals.map(({ view, rows }) =>
    [basename(view.path), rows.size] as const
  );
  const note = {
    erased_at: now.toISOString(),
    record_count: lineCount(removals),
    condition_paths: paths,
    segments: Object.fromEntries(segments),
  };
  return new TextEncoder().encode(`${JSON.stringify(note)}\n`);
}

/** A file's bytes, and a newline where the last line has none; nothing where there is no file. */
function wholeLines(path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
  const isWhole = bytes.length === 0 || bytes.at(-1) === NEWLINE;
  if (isWhole) return bytes;
  const whole = new Uint8Array(bytes.length + 1);
  whole.set(bytes);
  whole[bytes.length] = NEWLINE;
  return whole;
}
