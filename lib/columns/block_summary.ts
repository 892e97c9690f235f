/** Summaries: how often each combination of some fields' values is in a block. */
import type { Block, Codes } from "./block.ts";

/** The combinations of the values of some fields in one block, counted in records. */
export interface BlockSummary {
  /** How many combinations there are. */
  readonly rows: number;
  /** By the field's id, for each combination the number of its value; 0 for none. */
  readonly columns: ReadonlyMap<string, Uint32Array>;
  readonly counts: Uint32Array;
  /** Milliseconds since 1970; infinite where no row has a time. */
  readonly firsts: Float64Array;
  readonly lasts: Float64Array;
}

/** A column, and how many numbers its field's values have. */
export interface SummarizedColumn {
  readonly id: string;
  readonly codes: Codes;
  /** One more than the largest number. */
  readonly size: number;
}

/** Summaries with more combinations would be no quicker to go through than the rows. */
const MAX_COMBINATIONS = 16384;
/** Combinations that there may be, by the sizes of the dictionaries: four million bytes each. */
const MAX_PLACES = 1 << 20;

/** By a combination's place: rows so far, and the first and last of them. Counts are left at 0. */
let counts = new Uint32Array(0);
let firstRows = new Uint32Array(0);
let lastRows = new Uint32Array(0);
const seen = new Uint32Array(MAX_COMBINATIONS);

/** What a summary takes in memory. */
export function summaryBytes({ rows, columns }: BlockSummary): number {
  return rows * (columns.size * 4 + 20);
}

/** How many combinations there may be. */
export function placeCount(columns: readonly SummarizedColumn[]): number {
  return columns.reduce((product, { size }) => product * size, 1);
}

/** `undefined` where there are too many combinations. */
export function summarize(
  block: Block,
  columns: readonly SummarizedColumn[],
): BlockSummary | undefined {
  const places = placeCount(columns);
  if (places > MAX_PLACES) return undefined;
  if (places > counts.length) {
    const length = 2 ** Math.ceil(Math.log2(places));
    counts = new Uint32Array(length);
    firstRows = new Uint32Array(length);
    lastRows = new Uint32Array(length);
  }
  const rowPlaces = placesOf(columns, block.rows);
  const found = countPlaces(rowPlaces, block);
  const isFull = found === MAX_COMBINATIONS;
  const summary = isFull ? undefined : summaryOf(block, columns, found);
  if (summary !== undefined && !block.isSorted) {
    addTimes(block, rowPlaces, { summary, found });
  }
  for (let each = 0; each < found; each++) counts[seen[each]!] = 0;
  return summary;
}

/** For each row the place of its combination. */
function placesOf(
  columns: readonly SummarizedColumn[],
  rows: number,
): Codes {
  const [first, ...others] = columns;
  if (first === undefined) return new Uint8Array(rows);
  if (others.length === 0) return first.codes;
  const places = new Uint32Array(first.codes);
  for (const { codes, size } of others) {
    for (let row = 0; row < rows; row++) {
      places[row] = places[row]! * size + codes[row]!;
    }
  }
  return places;
}

/** @returns how many different ones were seen; the rows behind the last that fits are left out */
function countPlaces(places: Codes, { rows, invalid }: Block): number {
  // Locals: a look at a module's variable costs more than the rest of a row.
  const [count, first, last] = [counts, firstRows, lastRows];
  let found = 0;
  for (let row = 0; row < rows; row++) {
    if (invalid !== undefined && invalid[row] !== 0) continue;
    const place = places[row]!;
    const before = count[place]!;
    if (before === 0) {
      if (found === MAX_COMBINATIONS) break;
      seen[found++] = place;
      first[place] = row;
    }
    count[place] = before + 1;
    last[place] = row;
  }
  return found;
}

/** What was found; the times are right where the rows are sorted by them. */
function summaryOf(
  { times, isSorted }: Block,
  columns: readonly SummarizedColumn[],
  found: number,
): BlockSummary {
  const found32 = () => new Uint32Array(found);
  const summary = {
    rows: found,
    columns: new Map(columns.map(({ id }) => [id, found32()])),
    counts: found32(),
    firsts: new Float64Array(found).fill(Infinity),
    lasts: new Float64Array(found).fill(-Infinity),
  };
  for (let row = 0; row < found; row++) {
    const place = seen[row]!;
    summary.counts[row] = counts[place]!;
    if (isSorted) {
      summary.firsts[row] = times[firstRows[place]!]!;
      summary.lasts[row] = times[lastRows[place]!]!;
    }
  }
  const rest = seen.slice(0, found);
  for (const { id, size } of columns.toReversed()) {
    const numbers = summary.columns.get(id)!;
    for (let row = 0; row < found; row++) {
      const place = rest[row]!;
      numbers[row] = place % size;
      rest[row] = Math.floor(place / size);
    }
  }
  return summary;
}

function addTimes(
  { rows, times, invalid }: Block,
  places: Codes,
  { summary, found }: {
    readonly summary: BlockSummary;
    readonly found: number;
  },
): void {
  const { firsts, lasts } = summary;
  const numberOf = firstRows;
  for (let each = 0; each < found; each++) numberOf[seen[each]!] = each;
  for (let row = 0; row < rows; row++) {
    if (invalid !== undefined && invalid[row] !== 0) continue;
    const each = numberOf[places[row]!]!;
    const time = times[row]!;
    if (time < firsts[each]!) firsts[each] = time;
    if (time > lasts[each]!) lasts[each] = time;
  }
}
