/** What readers may see of a journal's segments, without a look at the folder each time. */
import {
  appendedView,
  isSameView,
  listSegments,
  type SegmentView,
} from "./segment.ts";

/** What a listing is made of. */
export interface SegmentListingOptions {
  readonly directory: string;
  /** Called before the folder is looked at. */
  readonly beforeLook: () => void;
  /** The acknowledged part of the segment being written. */
  readonly written: () => SegmentView | undefined;
  /** How often that one was found changed by somebody else. */
  readonly foreignChanges: () => number;
}

/**
 * How long the folder's listing is good for. Nobody but this journal's writer changes it, or
 * else it is noticed so much later.
 */
const LISTING_MS = 1000;

/** The segments as they were found in the folder. */
interface Listed {
  readonly views: readonly SegmentView[];
  /** When, by the clock of `performance`. */
  readonly at: number;
  /** When something had been added to the folder last, or taken away; see `modifiedMs`. */
  readonly folderMs: number | undefined;
}

/** The segments of a folder in which one writer appends. */
export class SegmentListing {
  readonly #options: SegmentListingOptions;
  #listed: Listed | undefined;

  constructor(options: SegmentListingOptions) {
    this.#options = options;
  }

  /** The acknowledged part of every segment, oldest first. */
  views(): readonly SegmentView[] {
    const { directory, beforeLook } = this.#options;
    const now = performance.now();
    if (this.#listed === undefined || now - this.#listed.at > LISTING_MS) {
      beforeLook();
      const folderMs = modifiedMs(directory);
      this.#listed = { views: listSegments(directory), at: now, folderMs };
    }
    return this.#current(this.#listed);
  }

  /**
   * The same by the last listing, however long ago that was; `undefined` where there is none, or
   * something was added to the folder since, or taken away.
   */
  likely(): readonly SegmentView[] | undefined {
    const listed = this.#listed;
    const folderMs = modifiedMs(this.#options.directory);
    return listed === undefined || folderMs === undefined ||
        folderMs !== listed.folderMs
      ? undefined
      : this.#current(listed);
  }

  #current(known: Listed): readonly SegmentView[] {
    const { written, foreignChanges } = this.#options;
    const current = written();
    const { views } = known;
    const at = views.findIndex(({ path }) => path === current?.path);
    if (current === undefined || at < 0) return views;
    const listed = views[at]!;
    const appended = appendedView(listed, {
      sizeBytes: current.sizeBytes,
      foreignChanges: foreignChanges(),
    });
    // The same list as long as nothing changes: who keeps it can tell at a glance.
    if (!isSameView(listed, appended)) {
      known = this.#listed = { ...known, views: views.with(at, appended) };
    }
    return known.views;
  }

  /** Makes the next call look at the folder. */
  forget(): void {
    this.#listed = undefined;
  }
}

/** Milliseconds since 1970; `undefined` where the system does not tell. */
function modifiedMs(directory: string): number | undefined {
  try {
    return Deno.statSync(directory).mtime?.getTime();
  } catch {
    // Who lists it is told.
    return undefined;
  }
}
