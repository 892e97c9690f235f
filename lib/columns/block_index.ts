/** Which blocks there are, kept in step with the segments as they grow, shrink, come and go. */
import type { SegmentView } from "../journal/segment.ts";
import type { Block } from "./block.ts";
import { MAX_ROWS, type Stretch } from "./scanner.ts";

/** Reads the blocks of some stretches, each full but for the last. */
export type ReadBlocks = (stretches: readonly Stretch[]) => Iterable<Block>;

/** The blocks of all segments, oldest first. */
export class BlockIndex {
  #blocks: readonly Block[] = [];
  /** What the blocks were made of. */
  #views: readonly SegmentView[] | undefined;

  /** As they were last updated. */
  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  /** The blocks of all of `views`; what is new of them is read. */
  update(views: readonly SegmentView[], read: ReadBlocks): readonly Block[] {
    if (views === this.#views) return this.#blocks;
    const kept = stillThere(this.#blocks, views);
    let rest = behind(kept.at(-1), views);
    if (rest.length === 0) {
      return this.#keep(kept, views);
    }
    // What is appended is a block of its own, but takes in those before while they are not much
    // larger: so there are few small ones, and no line is read again more than some times.
    for (;;) {
      const last = kept.at(-1);
      const isSmall = last !== undefined && last.rows < MAX_ROWS &&
        sizeOf(last.stretches) <= 2 * sizeOf(rest);
      if (!isSmall) break;
      kept.pop();
      rest = behind(kept.at(-1), views);
    }
    return this.#keep([...kept, ...read(rest)], views);
  }

  #keep(
    blocks: readonly Block[],
    views: readonly SegmentView[],
  ): readonly Block[] {
    this.#views = views;
    return this.#blocks = blocks;
  }

  /** Forgets all blocks: a segment is not what it was when it was read. */
  clear(): void {
    this.#views = undefined;
    this.#blocks = [];
  }
}

/** The first blocks, up to where the segments are no longer what they were. */
function stillThere(
  blocks: readonly Block[],
  views: readonly SegmentView[],
): Block[] {
  const kept: Block[] = [];
  let [segment, at] = [0, 0];
  for (const block of blocks) {
    for (const { path, start, end } of block.stretches) {
      if (views[segment]?.path !== path) {
        // The one before must have been read to its present end.
        if (at !== (views[segment]?.sizeBytes ?? 0)) return kept;
        [segment, at] = [segment + 1, 0];
        while (views[segment]?.sizeBytes === 0) segment++;
      }
      const view = views[segment];
      if (view?.path !== path || at !== start || end > view.sizeBytes) {
        return kept;
      }
      at = end;
    }
    kept.push(block);
  }
  return kept;
}

/** What the segments hold behind a block. */
function behind(
  block: Block | undefined,
  views: readonly SegmentView[],
): Stretch[] {
  const last = block?.stretches.at(-1);
  const first = last ? views.findIndex(({ path }) => path === last.path) : 0;
  return views.slice(first).map(({ path, sizeBytes }) => ({
    path,
    start: path === last?.path ? last.end : 0,
    end: sizeBytes,
  })).filter(({ start, end }) => end > start);
}

function sizeOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { start, end }) => sum + end - start, 0);
}
