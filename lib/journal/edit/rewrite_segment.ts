/** Puts another segment in the place of one, all at once. */
import { dirname } from "@std/path";
import type { JournalFileSystem } from "../file_system.ts";
import { compressChunks } from "../gzip/compress.ts";
import { type ForwardOptions, linesForward } from "../read_forward.ts";
import type { SegmentView } from "../segment.ts";
import { isCompressed, plainPath } from "../segment_name.ts";
import { unfinishedPath, writeDurably } from "../upkeep/unfinished.ts";

const NEWLINE = 0x0a;

/** Lines of a segment that are to be removed. */
export interface Removal {
  readonly view: SegmentView;
  /** Their numbers, from 0. */
  readonly rows: ReadonlySet<number>;
}

/** How a segment is written anew. */
export interface RewriteOptions extends ForwardOptions {
  /** Called when all is written, durably, and only has not taken the segment's place. */
  readonly beforeExchange?: () => void;
}

/**
 * Writes a segment anew without some of its lines, compressed if it was. After a crash it is the
 * one or the other.
 *
 * @throws {Error} where a compressed one is damaged and that is not tolerated
 */
export function rewriteWithout(
  fileSystem: JournalFileSystem,
  { view, rows }: Removal,
  options: RewriteOptions = {},
): void {
  const lines = linesWithout(view, rows, options);
  const parts = isCompressed(view.path) ? compressChunks(lines) : lines;
  replace(fileSystem, view.path, { ...options, parts });
}

/**
 * Puts a plain segment in the place of a compressed one that is the only one of its day.
 *
 * @returns its path
 * @throws {Error} where the compressed one is damaged
 */
export function expand(
  fileSystem: JournalFileSystem,
  view: SegmentView,
): string {
  const path = plainPath(view.path);
  // Where both are there since this was ended, the plain one counts.
  replace(fileSystem, path, { parts: linesWithout(view, new Set()) });
  fileSystem.remove(view.path);
  fileSystem.syncDirectory(dirname(path));
  return path;
}

function replace(
  fileSystem: JournalFileSystem,
  path: string,
  { parts, beforeExchange }: {
    readonly parts: Iterable<Uint8Array>;
    readonly beforeExchange?: () => void;
  },
): void {
  const unfinished = unfinishedPath(path);
  writeDurably(fileSystem, unfinished, parts);
  if (beforeExchange) {
    fileSystem.syncDirectory(dirname(path));
    beforeExchange();
  }
  fileSystem.rename(unfinished, path);
  fileSystem.syncDirectory(dirname(path));
}

/** Chunks of lines, with newlines. */
function* linesWithout(
  view: SegmentView,
  rows: ReadonlySet<number>,
  options: ForwardOptions = {},
): Generator<Uint8Array, void, void> {
  let row = 0;
  for (const lines of linesForward(view, options)) {
    const first = row;
    row += lines.length;
    yield joined(lines.filter((_, index) => !rows.has(first + index)));
  }
}

function joined(lines: readonly Uint8Array[]): Uint8Array {
  const size = lines.reduce((sum, { length }) => sum + length + 1, 0);
  const chunk = new Uint8Array(size);
  let at = 0;
  for (const line of lines) {
    chunk.set(line, at);
    at += line.length;
    chunk[at++] = NEWLINE;
  }
  return chunk;
}
