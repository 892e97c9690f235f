/** Which blocks there are, kept in step with the segments as they grow, shrink, come and go. */
import { isSameFile, type SegmentView } from "../journal/segment.ts";
import { type Block, SETTLED_ROWS } from "./block.ts";
import { sizeOf, type Stretch } from "./stretch.ts";

/** Reads the blocks of some stretches. */
export type ReadBlocks = (stretches: readonly Stretch[]) => Iterable<Block>;

/** A part of the segments: that of a block, or one that no block is known of. */
export interface KnownPart {
  readonly block: Block | undefined;
  readonly stretches: readonly Stretch[];
}

/** The blocks of all segments, oldest first. */
export class BlockIndex {
  #blocks: readonly Block[] = [];
  /** What the blocks were made of. */
  #views: readonly SegmentView[] = [];

  /** As they were last updated. */
  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  /** The segments as they were then. */
  get views(): readonly SegmentView[] {
    return this.#views;
  }

  /** Begins with blocks that are known already, oldest first, instead of with none. */
  adopt(blocks: readonly Block[]): void {
    this.#views = [];
    this.#blocks = blocks;
  }

  /** The blocks of all of `views`; what is new of them is read. */
  update(views: readonly SegmentView[], read: ReadBlocks): readonly Block[] {
    if (views === this.#views) return this.#blocks;
    const layout = new Layout(views, replacedPaths(this.#views, views));
    const blocks: Block[] = [];
    let end: Place = START;
    for (const block of this.#blocks) {
      const extent = layout.extentOf(block, end);
      if (extent === undefined) continue;
      blocks.push(...this.#fill(blocks, layout, extent.start, read), block);
      end = extent.end;
    }
    blocks.push(...this.#fill(blocks, layout, layout.end, read));
    this.#views = views;
    return this.#blocks = blocks;
  }

  /** All of `views`, oldest first, as far as blocks are known; nothing is read. */
  known(views: readonly SegmentView[]): KnownPart[] {
    const layout = new Layout(views, replacedPaths(this.#views, views));
    const parts: KnownPart[] = [];
    let end: Place = START;
    for (const block of this.#blocks) {
      const extent = layout.extentOf(block, end);
      if (extent === undefined) continue;
      const stretches = layout.between(end, extent.start);
      parts.push({ block: undefined, stretches });
      parts.push({ block, stretches: block.stretches });
      end = extent.end;
    }
    const stretches = layout.between(end, layout.end);
    return [...parts, { block: undefined, stretches }];
  }

  /**
   * Reads what is missing between the last of `blocks` and a place.
   *
   * It is a block of its own, but takes in those before it while they are not much larger: so
   * there are few small ones, and no line is read again more than some times.
   */
  #fill(
    blocks: Block[],
    layout: Layout,
    to: Place,
    read: ReadBlocks,
  ): Iterable<Block> {
    let missing = layout.between(endOf(blocks.at(-1), layout), to);
    if (missing.length === 0) return [];
    for (;;) {
      const last = blocks.at(-1);
      const isSmall = last !== undefined && last.rows < SETTLED_ROWS &&
        sizeOf(last.stretches) <= 2 * sizeOf(missing);
      if (!isSmall) break;
      blocks.pop();
      missing = layout.between(endOf(blocks.at(-1), layout), to);
    }
    return read(missing);
  }

  /** Forgets all blocks: a segment is not what it was when it was read. */
  clear(): void {
    this.adopt([]);
  }
}

/** A place in the journal: behind so many bytes of the segment of that number. */
interface Place {
  readonly segment: number;
  readonly offset: number;
}

const START: Place = { segment: 0, offset: 0 };

/** Where things are in the segments. */
class Layout {
  readonly #views: readonly SegmentView[];
  /** Files that have taken another's place: nothing of what was read there holds. */
  readonly #replaced: ReadonlySet<string>;

  constructor(
    views: readonly SegmentView[],
    replaced: ReadonlySet<string>,
  ) {
    this.#views = views;
    this.#replaced = replaced;
  }

  get end(): Place {
    return { segment: this.#views.length, offset: 0 };
  }

  /**
   * Where a block is; `undefined` where its lines are no longer there, no longer follow each
   * other, or are before a place.
   */
  extentOf(
    { stretches }: Block,
    from: Place,
  ): { readonly start: Place; readonly end: Place } | undefined {
    let start: Place | undefined;
    let at = from;
    for (const { path, start: first, end } of stretches) {
      const segment = this.#find(path, at.segment);
      if (segment === undefined || this.#replaced.has(path)) return undefined;
      const place = { segment, offset: first };
      const isBehind = segment > at.segment || first >= at.offset;
      const follows = isBehind &&
        (start === undefined || this.between(at, place).length === 0);
      if (!follows || end > this.#views[segment]!.sizeBytes) return undefined;
      start ??= place;
      at = { segment, offset: end };
    }
    return start && { start, end: at };
  }

  /** The place behind a stretch, which is in one of the segments. */
  behind({ path, end }: Stretch): Place {
    return { segment: this.#find(path, 0)!, offset: end };
  }

  /** All bytes from a place to another. */
  between(from: Place, to: Place): Stretch[] {
    const stretches: Stretch[] = [];
    const last = Math.min(to.segment, this.#views.length - 1);
    for (let segment = from.segment; segment <= last; segment++) {
      const { path, sizeBytes } = this.#views[segment]!;
      const start = segment === from.segment ? from.offset : 0;
      const end = segment === to.segment ? to.offset : sizeBytes;
      if (end > start) stretches.push({ path, start, end });
    }
    return stretches;
  }

  /** The number of a segment, looked for from one on. */
  #find(path: string, from: number): number | undefined {
    for (let segment = from; segment < this.#views.length; segment++) {
      if (this.#views[segment]!.path === path) return segment;
    }
    return undefined;
  }
}

function endOf(block: Block | undefined, layout: Layout): Place {
  const last = block?.stretches.at(-1);
  return last === undefined ? START : layout.behind(last);
}

/** The paths where another file is than was before. */
function replacedPaths(
  before: readonly SegmentView[],
  now: readonly SegmentView[],
): Set<string> {
  const replaced = new Set<string>();
  let known: ReadonlyMap<string, SegmentView> | undefined;
  for (const [index, view] of now.entries()) {
    // Most are the very same, at the same place.
    if (before[index] === view) continue;
    known ??= new Map(before.map((each) => [each.path, each]));
    if (!isSameFile(known.get(view.path)?.mark, view.mark)) {
      replaced.add(view.path);
    }
  }
  return replaced;
}
