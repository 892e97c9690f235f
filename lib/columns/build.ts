/** From what a scan read to the numbers of a field's values. */
import type { JsonValue } from "../json/exact.ts";
import { bucketOf, type Interval } from "../query/interval.ts";
import type { ValueField } from "./field.ts";
import type { ScannedColumn } from "./scanned_block.ts";

const HOUR_MS = 60 * 60 * 1000;
/** Combinations of a derived field's values that are remembered in a plain table. */
const MAX_TABLE = 1 << 22;

/** Which rows are wanted; `undefined`: all. */
export type Mask = Uint8Array | undefined;

/** The numbers that a dictionary has for the values of lists, which only grow. */
export class KnownNumbers {
  readonly #tables = new WeakMap<readonly JsonValue[], Uint32Array>();

  /** By code one more than the value's number; 0 where it is not known yet. */
  of(values: readonly JsonValue[]): Uint32Array {
    const known = this.#tables.get(values);
    if (known !== undefined && known.length > values.length) return known;
    const size = values.length + 1;
    // Most lists are there once; one that has grown will do so again.
    const table = new Uint32Array(known === undefined ? size : 2 * size);
    if (known !== undefined) table.set(known);
    this.#tables.set(values, table);
    return table;
  }
}

/** Numbers values, as a dictionary does. */
export interface Numbers {
  add(value: JsonValue): number;
}

/** What values are numbered with. */
export interface NumberOptions {
  readonly rows: number;
  readonly dictionary: Numbers;
  /** What was found out of this field's values and this dictionary. */
  readonly known: KnownNumbers;
  readonly mask: Mask;
}

/**
 * The numbers of a field's values, row by row.
 *
 * @throws {DictionaryFull}
 */
export function numberValues(
  { derive }: ValueField,
  bases: readonly ScannedColumn[],
  { rows, dictionary, known, mask }: NumberOptions,
): Uint32Array {
  const numberOf = (values: readonly (JsonValue | undefined)[]): number => {
    const value = derive ? derive(values) : values[0];
    return value === undefined ? 0 : dictionary.add(value);
  };
  const numbers = numberCombinations(bases, numberOf, {
    rows,
    known,
    mask,
  });
  for (const row of exactRows(bases)) {
    if (mask !== undefined && mask[row] === 0) continue;
    numbers[row] = numberOf(bases.map((base) => valueOf(base, row)));
  }
  return numbers;
}

/** The rows' numbers by their codes alone, each combination of which is numbered once. */
function numberCombinations(
  bases: readonly ScannedColumn[],
  numberOf: (values: readonly (JsonValue | undefined)[]) => number,
  { rows, known, mask }: Omit<NumberOptions, "dictionary">,
): Uint32Array {
  const combined = combine(bases, rows);
  const numbers = new Uint32Array(rows);
  const size = bases.reduce((size, each) => size * (each.values.length + 1), 1);
  if (size <= MAX_TABLE) {
    const table = bases.length === 1
      ? known.of(bases[0]!.values)
      : new Uint32Array(size);
    for (let row = 0; row < rows; row++) {
      if (mask !== undefined && mask[row] === 0) continue;
      const combination = combined[row]!;
      let number = table[combination]!;
      if (number === 0) {
        number = numberOf(valuesOf(bases, combination)) + 1;
        table[combination] = number;
      }
      numbers[row] = number - 1;
    }
    return numbers;
  }
  const table = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    if (mask !== undefined && mask[row] === 0) continue;
    const combination = combined[row]!;
    let number = table.get(combination);
    if (number === undefined) {
      number = numberOf(valuesOf(bases, combination));
      table.set(combination, number);
    }
    numbers[row] = number;
  }
  return numbers;
}

/** One number for the codes that each row has in all columns. */
function combine(
  bases: readonly ScannedColumn[],
  rows: number,
): Uint32Array | Float64Array {
  if (bases.length === 1) return bases[0]!.codes;
  const combined = new Float64Array(rows);
  let factor = 1;
  for (const { codes, values } of bases) {
    for (let row = 0; row < rows; row++) {
      combined[row] = combined[row]! + codes[row]! * factor;
    }
    factor *= values.length + 1;
  }
  return combined;
}

function valuesOf(
  bases: readonly ScannedColumn[],
  combination: number,
): (JsonValue | undefined)[] {
  let rest = combination;
  return bases.map(({ values }) => {
    const code = rest % (values.length + 1);
    rest = Math.floor(rest / (values.length + 1));
    return code === 0 ? undefined : values[code - 1];
  });
}

/** The rows that have a value in none of the lists, each once. */
function exactRows(bases: readonly ScannedColumn[]): Set<number> {
  return new Set(bases.flatMap(({ exact }) => [...exact.keys()]));
}

function valueOf(
  { codes, values, exact }: ScannedColumn,
  row: number,
): JsonValue | undefined {
  return exact.has(row) ? exact.get(row) : values[codes[row]! - 1];
}

/** The numbers of the stretches of time that the rows fall into. */
export function numberTimes(
  interval: Interval,
  times: Float64Array,
  dictionary: Numbers,
): Uint32Array {
  const numbers = new Uint32Array(times.length);
  const known = new Map<number, number>();
  let [lastHour, lastNumber] = [NaN, 0];
  for (let row = 0; row < times.length; row++) {
    const time = times[row]!;
    if (Number.isNaN(time)) continue;
    const hour = Math.floor(time / HOUR_MS);
    if (hour !== lastHour) {
      let number = known.get(hour);
      if (number === undefined) {
        const name = bucketOf(new Date(hour * HOUR_MS).toISOString(), interval);
        known.set(hour, number = dictionary.add(name));
      }
      [lastHour, lastNumber] = [hour, number];
    }
    numbers[row] = lastNumber;
  }
  return numbers;
}
