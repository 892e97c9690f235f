/** Which blocks there are, kept in step with the segments as they grow, shrink, come and go. */
import type { SegmentView } from "../journal/segment.ts";
import { type Block, newBlock } from "./block.ts";
import { MAX_ROWS, Scanner } from "./scanner.ts";

/** The blocks of all segments, oldest first. */
export class BlockIndex {
  #segments = new Map<string, Block[]>();

  /** All blocks, once `views` have been read to their ends; their rows are known then. */
  update(views: readonly SegmentView[]): Block[] {
    const segments = new Map<string, Block[]>();
    for (const view of views) {
      segments.set(view.path, grown(this.#segments.get(view.path) ?? [], view));
    }
    this.#segments = segments;
    return [...segments.values()].flat();
  }

  /** Forgets a segment: it is not what it was when it was read. */
  forget(path: string): void {
    this.#segments.delete(path);
  }

  /** All blocks as they were last updated. */
  get blocks(): Block[] {
    return [...this.#segments.values()].flat();
  }
}

/**
 * The blocks of a segment up to its present size.
 *
 * What has been appended is a block of its own, but takes in the ones before while they are not
 * much larger: so there are few, and no line is read again more than some times.
 */
function grown(known: readonly Block[], view: SegmentView): Block[] {
  const readBytes = known.at(-1)?.end ?? 0;
  if (view.sizeBytes === readBytes) return [...known];
  // Shorter than it was: somebody has put another file in its place.
  if (view.sizeBytes < readBytes) return readBlocks(view, 0);
  const kept = [...known];
  let start = readBytes;
  for (;;) {
    const last = kept.at(-1);
    const isSmall = last !== undefined && last.rows < MAX_ROWS &&
      last.end - last.start <= 2 * (view.sizeBytes - start);
    if (!isSmall) break;
    start = kept.pop()!.start;
  }
  return [...kept, ...readBlocks(view, start)];
}

function readBlocks({ path, sizeBytes }: SegmentView, start: number): Block[] {
  const blocks: Block[] = [];
  for (const scanned of new Scanner([]).scan({ path, start, end: sizeBytes })) {
    blocks.push(newBlock(path, scanned));
  }
  return blocks;
}
