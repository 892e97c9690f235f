/** Blocks: at most 65,536 lines that follow each other, and what is known of these rows. */
import type { Dictionary } from "./dictionary.ts";
import type { ScannedBlock } from "./scanned_block.ts";
import { MAX_ROWS } from "./scanner.ts";
import type { Stretch } from "./stretch.ts";

/** Rows of a full block. */
export const MAX_BLOCK_ROWS = MAX_ROWS;

/** A block of so many rows grows no more. */
export const SETTLED_ROWS = MAX_BLOCK_ROWS / 2;

/** Numbers in as few bytes as they need. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** What there is of each value of a column in its block. */
export interface Summary {
  /** Numbers of the values' groups; 0 for no value. */
  readonly groups: Uint32Array;
  readonly counts: Uint32Array;
  /** Milliseconds since 1970; infinite where no row has a time. */
  readonly firsts: Float64Array;
  readonly lasts: Float64Array;
}

/** One field's values in one block. */
export interface Column {
  /** For each row the number of its value in the field's dictionary. */
  readonly codes: Codes;
  summary: Summary | undefined;
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

/** The same numbers in the smallest array that fits them. */
export function packed(numbers: Uint32Array): Codes {
  let largest = 0;
  for (const number of numbers) if (number > largest) largest = number;
  if (largest <= 0xff) return Uint8Array.from(numbers);
  if (largest <= 0xffff) return Uint16Array.from(numbers);
  return numbers;
}

/** Counts the rows of each group of a column, records only. */
export function summarize(
  { rows, times, invalid }: Block,
  codes: Codes,
  dictionary: Dictionary,
): Summary {
  const size = dictionary.size;
  const counts = new Uint32Array(size);
  const firsts = new Float64Array(size).fill(Infinity);
  const lasts = new Float64Array(size).fill(-Infinity);
  for (let row = 0; row < rows; row++) {
    if (invalid !== undefined && invalid[row] !== 0) continue;
    const code = codes[row]!;
    const time = times[row]!;
    counts[code]!++;
    if (time < firsts[code]!) firsts[code] = time;
    if (time > lasts[code]!) lasts[code] = time;
  }
  const present: number[] = [];
  for (let code = 0; code < size; code++) {
    if (counts[code] !== 0) present.push(code);
  }
  return {
    groups: Uint32Array.from(present, (code) => dictionary.group(code)),
    counts: Uint32Array.from(present, (code) => counts[code]!),
    firsts: Float64Array.from(present, (code) => firsts[code]!),
    lasts: Float64Array.from(present, (code) => lasts[code]!),
  };
}
