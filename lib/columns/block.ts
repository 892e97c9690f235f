/** Blocks: at most 65,536 lines that follow each other, and what is known of these rows. */
import type { ScannedBlock } from "./scanned_block.ts";
import { MAX_ROWS } from "./scanner.ts";
import type { Stretch } from "./stretch.ts";

/** Rows of a full block. */
export const MAX_BLOCK_ROWS = MAX_ROWS;

/** A block of so many rows grows no more. */
export const SETTLED_ROWS = MAX_BLOCK_ROWS / 2;

/** Numbers in as few bytes as they need. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** One field's values in one block. */
export interface Column {
  /** For each row the number of its value in the field's dictionary. */
  readonly codes: Codes;
}

/** One block. */
export interface Block {
  /** Where its lines are, in order. */
  readonly stretches: readonly Stretch[];
  readonly rows: number;
  /** Milliseconds since 1970; NaN for a row without one. */
  readonly times: Float64Array;
  readonly minTime: number;
  readonly maxTime: number;
  readonly invalid: Uint8Array | undefined;
  readonly invalidRows: number;
  /** Rows without a readable time. */
  readonly untimedRows: number;
  /** Whether every row has a time, and none is before that of the row above. */
  readonly isSorted: boolean;
  /** By the field's id. */
  readonly columns: Map<string, Column>;
}

/** A block without columns. */
export function newBlock(scanned: ScannedBlock): Block {
  const { stretches, rows, times, invalid } = scanned;
  let [minTime, maxTime, untimedRows] = [Infinity, -Infinity, 0];
  let isSorted = true;
  let before = -Infinity;
  // Compared so that NaN passes no test: nearly all rows have a time, and come in order.
  for (let row = 0; row < rows; row++) {
    const time = times[row]!;
    if (!(time >= before)) isSorted = false;
    if (time < minTime) minTime = time;
    if (time > maxTime) maxTime = time;
    if (Number.isNaN(time)) untimedRows++;
    before = time;
  }
  const invalidRows = invalid?.reduce((sum, each) => sum + each, 0) ?? 0;
  return {
    stretches,
    rows,
    times,
    minTime,
    maxTime,
    invalid,
    invalidRows,
    untimedRows,
    isSorted,
    columns: new Map(),
  };
}

/** For all columns of paths that no row of a block has. */
const NOTHING = new Uint8Array(MAX_BLOCK_ROWS);

/** What a column takes that no other has too. */
export function bytesOf({ buffer, byteLength }: Codes): number {
  return buffer === NOTHING.buffer ? 0 : byteLength;
}

/** What the columns of blocks take, in bytes, by the ids of their fields. */
export function columnSizes(blocks: readonly Block[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { columns } of blocks) {
    for (const [id, { codes }] of columns) {
      sizes.set(id, (sizes.get(id) ?? 0) + bytesOf(codes));
    }
  }
  return sizes;
}

/** What the times of blocks take, in bytes. */
export function timesSize(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { times }) => sum + times.byteLength, 0);
}

/** Room for so many numbers of up to `largest`; where that is 0 it may be what others have too. */
export function codesUpTo(largest: number, rows: number): Codes {
  if (largest === 0 && rows <= NOTHING.length) {
    return NOTHING.subarray(0, rows);
  }
  if (largest <= 0xff) return new Uint8Array(rows);
  if (largest <= 0xffff) return new Uint16Array(rows);
  return new Uint32Array(rows);
}

/** A copy of numbers in the smallest array that fits them. */
export function packed(numbers: Uint32Array): Codes {
  let largest = 0;
  // An iterator takes ten times as long.
  for (let row = 0; row < numbers.length; row++) {
    if (numbers[row]! > largest) largest = numbers[row]!;
  }
  const codes = codesUpTo(largest, numbers.length);
  if (largest > 0) codes.set(numbers);
  return codes;
}
