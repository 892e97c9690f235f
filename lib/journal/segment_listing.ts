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

/** The segments of a folder in which one writer appends. */
export class SegmentListing {
  readonly #options: SegmentListingOptions;
  /** The segments as they were found in the folder, and when. */
  #listed:
    | { readonly views: readonly SegmentView[]; readonly at: number }
    | undefined;

  constructor(options: SegmentListingOptions) {
    this.#options = options;
  }

  /** The acknowledged part of every segment, oldest first. */
  views(): readonly SegmentView[] {
    const { directory, beforeLook } = this.#options;
    const now = performance.now();
    if (this.#listed === undefined || now - this.#listed.at > LISTING_MS) {
      beforeLook();
      this.#listed = { views: listSegments(directory), at: now };
    }
    return this.known()!;
  }

  /** The same by the last listing, however long ago that was; `undefined` where there is none. */
  known(): readonly SegmentView[] | undefined {
    if (this.#listed === undefined) return undefined;
    const { written, foreignChanges } = this.#options;
    const current = written();
    const { views } = this.#listed;
    const at = views.findIndex(({ path }) => path === current?.path);
    if (current === undefined || at < 0) return views;
    const listed = views[at]!;
    const appended = appendedView(listed, {
      sizeBytes: current.sizeBytes,
      foreignChanges: foreignChanges(),
    });
    // The same list as long as nothing changes: who keeps it can tell at a glance.
    if (!isSameView(listed, appended)) {
      this.#listed = { ...this.#listed, views: views.with(at, appended) };
    }
    return this.#listed.views;
  }

  /** Makes the next call look at the folder. */
  forget(): void {
    this.#listed = undefined;
  }
}
