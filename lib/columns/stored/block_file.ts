/** A stored block: where its lines are and when they came; its columns are files of their own. */
import { type Block, newBlock } from "../block.ts";
import type { Stretch } from "../stretch.ts";
import { decodeContainer, encodeContainer } from "./container.ts";
import type { StoredStretch } from "./evidence.ts";

/** Of a block's file. */
interface BlockHeader extends Record<string, unknown> {
  /** The folder's name: a file that strayed into another is told by it. */
  readonly id: string;
  readonly rows: number;
  readonly stretches: readonly StoredStretch[];
  /**
   * Added to the numbers of 32 bits that times are stored as; `null` where these would not do,
   * and times are stored as numbers of 64 bits.
   */
  readonly timeBase: number | null;
  readonly hasInvalid: boolean;
}

/** What a block's file says, before its segments were looked at. */
export interface StoredBlock {
  readonly stretches: readonly StoredStretch[];
  /** The block, once it is known that its lines are still there. */
  readonly block: (stretches: readonly Stretch[]) => Block;
}

/** Stands for a row without a time. */
const NO_TIME = 0xffffffff;

/** The bytes of a block's file. */
export function encodeBlock(
  id: string,
  { rows, times, minTime, maxTime, invalid }: Block,
  stretches: readonly StoredStretch[],
): Uint8Array<ArrayBuffer> {
  const fits = maxTime - minTime < NO_TIME &&
    times.every((time) => Number.isNaN(time) || Number.isInteger(time));
  const firstTime = Number.isFinite(minTime) ? minTime : 0;
  const timeBase = fits ? firstTime : null;
  const stored = timeBase === null ? times : Uint32Array.from(
    times,
    (time) => Number.isNaN(time) ? NO_TIME : time - timeBase,
  );
  const header: BlockHeader = {
    id,
    rows,
    stretches,
    timeBase,
    hasInvalid: invalid !== undefined,
  };
  const sections = [stored, ...(invalid === undefined ? [] : [invalid])]
    .map(bytesOf);
  return encodeContainer({ header, sections });
}

/** What a block's file holds; `undefined` where it is not that block's. */
export function decodeBlock(
  id: string,
  bytes: Uint8Array<ArrayBuffer>,
): StoredBlock | undefined {
  const container = decodeContainer(bytes);
  if (container === undefined) return undefined;
  const header = container.header as BlockHeader;
  if (header.id !== id) return undefined;
  const { rows, stretches, timeBase, hasInvalid } = header;
  const [stored, invalid] = container.sections;
  const { buffer, byteOffset } = stored!;
  return {
    stretches,
    block: (stretches) =>
      newBlock({
        stretches,
        rows,
        times: timeBase === null
          ? new Float64Array(buffer, byteOffset, rows).slice()
          : timesOf(new Uint32Array(buffer, byteOffset, rows), timeBase),
        invalid: hasInvalid ? invalid!.slice() : undefined,
        columns: [],
      }),
  };
}

function timesOf(stored: Uint32Array, timeBase: number): Float64Array {
  const times = new Float64Array(stored.length);
  times.set(stored);
  for (let row = 0; row < times.length; row++) times[row]! += timeBase;
  // Hardly any block has such rows.
  for (
    let row = stored.indexOf(NO_TIME);
    row >= 0;
    row = stored.indexOf(NO_TIME, row + 1)
  ) times[row] = NaN;
  return times;
}

function bytesOf(array: Float64Array | Uint32Array | Uint8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
