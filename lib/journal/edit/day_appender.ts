/** Appends lines of any days, each to the segment of its own. */
import { join } from "@std/path";
import {
  type JournalFileSystem,
  openDurably,
  writeWhole,
} from "../file_system.ts";
import type { SegmentView } from "../segment.ts";
import {
  compressedPath,
  isCompressed,
  plainPath,
  segmentName,
} from "../segment_name.ts";
import { expand } from "./rewrite_segment.ts";

/** So much is held before it is written. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

/** What is appended to. */
export interface DayAppenderOptions {
  /** All that there are. */
  readonly segments: readonly SegmentView[];
  readonly maxHeldBytes?: number;
}

/** Holds lines, and writes many at a time. */
export class DayAppender {
  readonly #fileSystem: JournalFileSystem;
  readonly #directory: string;
  /** Compressed segments that are the only ones of their days. */
  readonly #compressed: Map<string, SegmentView>;
  readonly #held = new Map<string, Uint8Array[]>();
  readonly #maxHeldBytes: number;
  #heldBytes = 0;

  constructor(
    fileSystem: JournalFileSystem,
    directory: string,
    { segments, maxHeldBytes = MAX_HELD_BYTES }: DayAppenderOptions,
  ) {
    this.#maxHeldBytes = maxHeldBytes;
    this.#fileSystem = fileSystem;
    this.#directory = directory;
    const paths = new Set(segments.map(({ path }) => path));
    this.#compressed = new Map(
      segments
        .filter(({ path }) => isCompressed(path) && !paths.has(plainPath(path)))
        .map((view) => [view.path, view]),
    );
  }

  /** Takes a line with its newline. */
  append(time: string, line: Uint8Array): void {
    const name = segmentName(time);
    const lines = this.#held.get(name);
    if (lines) lines.push(line);
    else this.#held.set(name, [line]);
    this.#heldBytes += line.length;
    if (this.#heldBytes >= this.#maxHeldBytes) this.flush();
  }

  /** Writes all lines that were taken, durably; what was written when it fails is not again. */
  flush(): void {
    for (const [name, lines] of this.#held) {
      const path = join(this.#directory, name);
      this.#expandFirst(path);
      const bytes = joined(lines);
      appendDurably(this.#fileSystem, path, bytes);
      this.#held.delete(name);
      this.#heldBytes -= bytes.length;
    }
  }

  /** A day has one segment as long as it can be helped. */
  #expandFirst(path: string): void {
    const view = this.#compressed.get(compressedPath(path));
    if (view === undefined) return;
    expand(this.#fileSystem, view);
    this.#compressed.delete(view.path);
  }
}

/** Appends all bytes, or none of them. */
function appendDurably(
  fileSystem: JournalFileSystem,
  path: string,
  bytes: Uint8Array,
): void {
  const file = openDurably(fileSystem, path);
  try {
    writeWhole(file, bytes);
    file.syncNow();
  } catch (error) {
    file.truncate(file.sizeBytes);
    throw error;
  } finally {
    file.close();
  }
}

function joined(lines: readonly Uint8Array[]): Uint8Array {
  const size = lines.reduce((sum, { length }) => sum + length, 0);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const line of lines) {
    whole.set(line, at);
    at += line.length;
  }
  return whole;
}
