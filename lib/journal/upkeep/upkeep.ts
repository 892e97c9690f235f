/** What a running server does with segments that are not appended to any more. */
import { basename } from "@std/path";
import { messageOf } from "../../error.ts";
import { realFileSystem } from "../file_system.ts";
import { listSegments, type SegmentView } from "../segment.ts";
import { compressedPath, isCompressed, segmentName } from "../segment_name.ts";
import { exchangeForCompressed } from "./compress_segment.ts";
import { expiredSegments, type Retention } from "./retention.ts";
import { removeUnfinished } from "./unfinished.ts";

/** What is done. */
export interface UpkeepOptions {
  /** Whether sealed segments are compressed. */
  readonly compress: boolean;
  readonly retain: Retention;
}

/** What it is done with. */
export interface UpkeepParts extends UpkeepOptions {
  readonly directory: string;
  readonly clock: () => Date;
  /** The path of the segment that is being appended to. */
  readonly writtenPath: () => string | undefined;
  /** Does what `prepareCompressed` does, in another thread. */
  readonly prepare: (view: SegmentView) => Promise<void>;
  /** Told, for the log, what was done and what could not be. */
  readonly report: (message: string) => void;
}

/** Rounds of upkeep, one at a time. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  #isRunning = false;
  #isStopped = false;
  /** By path what was said last of one that could not be compressed: it is said once. */
  readonly #problems = new Map<string, string>();

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
  }

  /** Begins nothing more. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Removes what is no longer kept, and compresses what is sealed. It never rejects. */
  async run(): Promise<void> {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    try {
      removeUnfinished(realFileSystem, this.#parts.directory);
      this.#removeExpired();
      if (this.#parts.compress) await this.#compressSealed();
    } catch (error) {
      this.#parts.report(`Cannot look after segments: ${messageOf(error)}`);
    } finally {
      this.#isRunning = false;
    }
  }

  #removeExpired(): void {
    const { directory, clock, retain, report } = this.#parts;
    const views = listSegments(directory);
    const expired = expiredSegments(views, retain, clock())
      .filter(({ view }) => view.path !== this.#parts.writtenPath());
    for (const { view, reason } of expired) {
      removeWithCopies(view.path);
      const { sizeBytes } = view;
      report(`Removed ${basename(view.path)} of ${sizeBytes} bytes: ${reason}`);
    }
    if (expired.length > 0) realFileSystem.syncDirectory(directory);
  }

  async #compressSealed(): Promise<void> {
    const { directory, prepare } = this.#parts;
    const views = listSegments(directory);
    const paths = new Set(views.map(({ path }) => path));
    for (const view of views) {
      if (this.#isStopped) return;
      // Where a day has both, each with lines of its own, it stays so.
      if (paths.has(compressedPath(view.path)) || !this.#isSealed(view)) {
        continue;
      }
      try {
        await prepare(view);
        // Nothing comes in between: who appends does so in this thread.
        if (this.#isSealed(view)) exchangeForCompressed(view);
        this.#problems.delete(view.path);
      } catch (error) {
        if (!this.#isStopped) this.#reportOnce(view, messageOf(error));
      }
    }
  }

  /** Whether a segment is plain, and of a day before today. */
  #isSealed({ path }: SegmentView): boolean {
    const { clock, writtenPath } = this.#parts;
    return !isCompressed(path) && path !== writtenPath() &&
      basename(path) < segmentName(clock().toISOString());
  }

  #reportOnce({ path }: SegmentView, problem: string): void {
    if (this.#problems.get(path) === problem) return;
    this.#problems.set(path, problem);
    this.#parts.report(`Cannot compress ${basename(path)}: ${problem}`);
  }
}

/** Removes a segment, and before it one that was made of it and does not count. */
function removeWithCopies(path: string): void {
  try {
    if (!isCompressed(path)) Deno.removeSync(compressedPath(path));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  Deno.removeSync(path);
}
