/** Segments as readers of lines see them, however they are kept. */
import { basename } from "@std/path";
import { openGzip } from "./gzip/open.ts";
import { KNOWN_BY_TIME, type SegmentView } from "./segment.ts";
import { isCompressed, plainPath } from "./segment_name.ts";

/** A segment's lines, and what is wrong with its file. */
interface Readable {
  readonly view: SegmentView;
  readonly damage: string | undefined;
  /** Whether it was listed, and is not there. */
  readonly isGone?: boolean;
}

/** Finds out what compressed segments hold, once for each as long as it is listed. */
export class ReadableSegments {
  #known = new Map<string, Readable>();
  #asked: readonly SegmentView[] = [];
  #readable: readonly SegmentView[] = [];

  /** For each segment that is damaged what is wrong, behind its name. */
  get damages(): string[] {
    return [...this.#known.values()].flatMap(({ view, damage }) =>
      damage === undefined ? [] : [`${basename(view.path)}: ${damage}`]
    );
  }

  /** Whether some that were listed are not there; they may come back as they were. */
  get lacksSome(): boolean {
    return [...this.#known.values()].some(({ isGone }) => isGone);
  }

  /**
   * The same segments by the sizes of their lines. A compressed one has the path of the plain one
   * that it was made of, unless there is another of that path: so it stays the same segment.
   */
  of(views: readonly SegmentView[]): readonly SegmentView[] {
    if (views === this.#asked) return this.#readable;
    const paths = new Set(views.map(({ path }) => path));
    const known = new Map<string, Readable>();
    this.#readable = views.map((view) => {
      if (!isCompressed(view.path)) return view;
      const key = `${view.path} ${view.sizeBytes} ${view.mark?.modifiedMs}`;
      const readable = this.#known.get(key) ?? readableOf(view);
      known.set(key, readable);
      const plain = plainPath(view.path);
      return paths.has(plain)
        ? readable.view
        : { ...readable.view, path: plain };
    });
    this.#known = known;
    this.#asked = views;
    return this.#readable;
  }

  /** Forgets what is known: a segment is not what it was. */
  clear(): void {
    this.#known = new Map();
    this.#asked = this.#readable = [];
  }
}

/** The lines of one segment, where they are; none where it is no longer there. */
export function readableOf(view: SegmentView): Readable {
  if (!isCompressed(view.path)) return { view, damage: undefined };
  try {
    using file = openGzip(view.path);
    const { sizeBytes, damage } = file;
    // It has the time of the plain one that it was made of; gzip keeps that too.
    const mark = { inode: KNOWN_BY_TIME, modifiedMs: view.mark?.modifiedMs };
    return { view: { ...view, sizeBytes, mark }, damage };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { view: { ...view, sizeBytes: 0 }, damage: undefined, isGone: true };
  }
}
