/** The lines of some rows of a block, read from where they are. */
import { linesOf } from "../journal/read_backward.ts";
import { openSegment, readFully } from "../journal/segment_file.ts";
import type { Block } from "./block.ts";
import { countNewlines } from "./byte_search.ts";
import { SegmentChanged } from "./scan_fields.ts";
import type { Stretch } from "./stretch.ts";

const NEWLINE = 0x0a;
/** So much is read for a row. */
const GROUP_BYTES = 64 * 1024;

/** Lines that follow each other: small enough to be read for one of them. */
interface LineGroup extends Stretch {
  readonly firstRow: number;
  readonly rows: number;
}

/** Where the rows of a block are, found out when the first of its lines is read. */
const groupsOfBlocks = new WeakMap<Block, readonly LineGroup[]>();

/**
 * The lines of the rows in `mask`, all where there is none; the last one first.
 *
 * @throws {SegmentChanged}
 */
export function* linesOfRows(
  block: Block,
  mask: Uint8Array | undefined,
): Generator<Uint8Array, void, void> {
  let groups = groupsOfBlocks.get(block);
  if (groups === undefined) {
    groups = block.stretches.flatMap((stretch) => [...groupLines(stretch)]);
    groups = numbered(groups, block.rows);
    groupsOfBlocks.set(block, groups);
  }
  for (const group of groups.toReversed()) {
    const { firstRow, rows } = group;
    if (mask && !mask.subarray(firstRow, firstRow + rows).includes(1)) continue;
    const lines = linesOf(readGroup(group));
    if (lines.length !== rows) throw new SegmentChanged();
    for (let each = rows - 1; each >= 0; each--) {
      if (!mask || mask[firstRow + each] === 1) yield lines[each]!;
    }
  }
}

function readGroup({ path, start, end }: LineGroup): Uint8Array {
  using file = openSegment(path);
  if (file === undefined) throw new SegmentChanged();
  file.seek(start);
  return readFully(file, new Uint8Array(end - start));
}

/** The groups of a stretch; a line that is longer than usual ones is in a group of its own. */
function* groupLines({ path, start, end }: Stretch): Generator<LineGroup> {
  using file = openSegment(path);
  if (file === undefined) throw new SegmentChanged();
  let buffer = new Uint8Array(GROUP_BYTES);
  for (let at = start; at < end;) {
    file.seek(at);
    const room = Math.min(buffer.length, end - at);
    const bytes = readFully(file, buffer.subarray(0, room));
    if (bytes.length < room) throw new SegmentChanged();
    const isLast = at + room === end;
    const size = isLast ? room : bytes.lastIndexOf(NEWLINE) + 1;
    if (size === 0) {
      buffer = new Uint8Array(2 * buffer.length);
      continue;
    }
    const own = bytes.subarray(0, size);
    const rows = newlinesIn(own) + (own.at(-1) === NEWLINE ? 0 : 1);
    yield { path, start: at, end: at + size, firstRow: 0, rows };
    at += size;
    if (buffer.length > GROUP_BYTES) buffer = new Uint8Array(GROUP_BYTES);
  }
}

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += GROUP_BYTES) {
    count += countNewlines(bytes.subarray(at, at + GROUP_BYTES));
  }
  return count;
}

/** The groups with their places among the rows of the block. @throws {SegmentChanged} */
function numbered(groups: readonly LineGroup[], rows: number): LineGroup[] {
  let firstRow = 0;
  const placed = groups.map((group) => {
    firstRow += group.rows;
    return { ...group, firstRow: firstRow - group.rows };
  });
  if (firstRow !== rows) throw new SegmentChanged();
  return placed;
}
