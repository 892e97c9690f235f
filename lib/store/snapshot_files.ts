/**
 * The files of a snapshot, opened some time before each is read.
 *
 * What is no longer kept is removed from the oldest on: so many of them are open that it can still
 * be read. Not all are: there may be one for each day of many years, and files may be few.
 */
import { basename } from "@std/path";
import { messageOf, ServiceError } from "../error.ts";
import { isSameFile, type SegmentView } from "../journal/segment.ts";
import { openSegment } from "../journal/segment_file.ts";
import { isCompressed } from "../journal/segment_name.ts";

/** So many are open at once. */
const MAX_OPEN = 64;

/** A segment's own bytes. */
export interface OpenedSegment extends Disposable {
  readonly view: SegmentView;
  readonly mtime: Date;
  /** Reads a first part of what is there; 0 at the end. @throws {SnapshotError} */
  read(into: Uint8Array<ArrayBuffer>): Promise<number>;
}

/** Thrown where a segment is no longer what it was, or cannot be read. */
export class SnapshotError extends ServiceError {
  constructor(message: string, options: ErrorOptions = {}) {
    const retryAfterSeconds = 5;
    super({ status: 503, code: "journal_unreadable" }, message, {
      ...options,
      retryAfterSeconds,
    });
  }
}

/** Segments in the order they are to be read, the next ones opened. */
export class SegmentsAhead implements Disposable {
  readonly #views: readonly SegmentView[];
  readonly #opened: OpenedSegment[] = [];
  #openedCount = 0;

  /** @throws what the system refuses with, or {SnapshotError} */
  constructor(views: readonly SegmentView[]) {
    this.#views = views;
    try {
      this.#openSome();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** The next one, of which the caller becomes the owner. @throws {SnapshotError} */
  next(): OpenedSegment | undefined {
    try {
      this.#openSome();
    } catch (error) {
      throw asSnapshotError(error);
    }
    return this.#opened.shift();
  }

  #openSome(): void {
    while (this.#opened.length < MAX_OPEN) {
      const view = this.#views[this.#openedCount];
      if (view === undefined) return;
      this.#opened.push(openOne(view));
      this.#openedCount++;
    }
  }

  [Symbol.dispose](): void {
    for (const each of this.#opened.splice(0)) each[Symbol.dispose]();
  }
}

function openOne(view: SegmentView): OpenedSegment {
  try {
    return openFile(view);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return openCompressed(view);
  }
}

function openFile(view: SegmentView): OpenedSegment {
  const file = Deno.openSync(view.path);
  const { ino, mtime } = file.statSync();
  // Its time may be another one by now: it may have been appended to.
  const mark = { inode: ino || undefined, modifiedMs: undefined };
  if (!isSameFile(view.mark, mark)) {
    file.close();
    throw new SnapshotError(
      `${basename(view.path)} was changed by somebody else`,
    );
  }
  return {
    view,
    mtime: mtime ?? new Date(),
    read: async (into) => {
      try {
        return await file.read(into) ?? 0;
      } catch (error) {
        throw asSnapshotError(error);
      }
    },
    [Symbol.dispose]: () => file.close(),
  };
}

/** The bytes of one that has been compressed meanwhile. */
function openCompressed(view: SegmentView): OpenedSegment {
  const name = basename(view.path);
  const file = isCompressed(view.path) ? undefined : openSegment(view.path);
  if (file === undefined) {
    throw new SnapshotError(`${name} is no longer there`);
  }
  file.seek(0);
  return {
    view,
    mtime: new Date(view.mark?.modifiedMs ?? Date.now()),
    read: (into) =>
      Promise.try(() => {
        const count = file.read(into);
        if (file.damage === undefined) return count;
        throw new SnapshotError(`${name} is damaged: ${file.damage}`);
      }),
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

function asSnapshotError(error: unknown): SnapshotError {
  return error instanceof SnapshotError
    ? error
    : new SnapshotError(messageOf(error), { cause: error });
}
