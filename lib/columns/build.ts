/** From what a scan read to the numbers of a field's values. */
import type { JsonValue } from "../json/exact.ts";
import { bucketOf, type Interval } from "../query/interval.ts";
import type { Dictionary } from "./dictionary.ts";
import type { ValueField } from "./field.ts";
import type { ScannedColumn } from "./scanned_block.ts";

const HOUR_MS = 60 * 60 * 1000;
/** Combinations of a derived field's values that are remembered in a plain table. */
const MAX_TABLE = 1 << 22;

/** Which rows are wanted; `undefined`: all. */
export type Mask = Uint8Array | undefined;

/**
 * The numbers of a field's values, row by row.
 *
 * @throws {DictionaryFull}
 */
export function numberValues(
  { derive }: ValueField,
  bases: readonly ScannedColumn[],
  { rows, dictionary, mask }: {
    readonly rows: number;
    readonly dictionary: Dictionary;
    readonly mask: Mask;
  },
): Uint32Array {
  const combined = combine(bases, rows);
  const numbers = new Uint32Array(rows);
  const numberOf = (combination: number): number => {
    const values = valuesOf(bases, combination);
    const value = derive ? derive(values) : values[0];
    return value === undefined ? 0 : dictionary.add(value);
  };
  const size = bases.reduce((size, each) => size * (each.values.length + 1), 1);
  if (size <= MAX_TABLE) {
    // One more than the number, so that 0 is "not known yet".
    const known = new Uint32Array(size);
    for (let row = 0; row < rows; row++) {
      if (mask !== undefined && mask[row] === 0) continue;
      const combination = combined[row]!;
      let number = known[combination]!;
      if (number === 0) {
        number = known[combination] = numberOf(combination) + 1;
      }
      numbers[row] = number - 1;
    }
  } else {
    const known = new Map<number, number>();
    for (let row = 0; row < rows; row++) {
      if (mask !== undefined && mask[row] === 0) continue;
      const combination = combined[row]!;
      let number = known.get(combination);
      if (number === undefined) {
        known.set(combination, number = numberOf(combination));
      }
      numbers[row] = number;
    }
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

/** The numbers of the stretches of time that the rows fall into. */
export function numberTimes(
  interval: Interval,
  times: Float64Array,
  dictionary: Dictionary,
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
