/** From what a scan read to the numbers of a field's values. */
import type { JsonValue } from "../json/exact.ts";
import { bucketOf, type Interval } from "../query/interval.ts";
import type { ValueField } from "./field.ts";
import type { RowCodes, ScannedColumn } from "./scanned_block.ts";

const HOUR_MS = 60 * 60 * 1000;
/** Combinations of a derived field's values that are remembered in a plain table. */
const MAX_TABLE = 1 << 22;

/** Which rows are wanted; `undefined`: all. */
export type Mask = Uint8Array | undefined;

/** The numbers of a list's values, by code. */
interface ListNumbers {
  table: Uint32Array;
  /** How many values of the list have their number. */
  count: number;
}

/** The numbers that a dictionary has for the values of lists, which only grow. */
export class KnownNumbers {
  readonly #lists = new WeakMap<readonly JsonValue[], ListNumbers>();

  /** By code the numbers of all values of a list, of which the new ones are numbered; 0: none. */
  of(
    values: readonly JsonValue[],
    numberOf: (value: JsonValue) => number,
  ): Uint32Array {
    let known = this.#lists.get(values);
    if (known === undefined) {
      known = { table: new Uint32Array(values.length + 1), count: 0 };
      this.#lists.set(values, known);
    } else if (known.table.length <= values.length) {
      // Most lists never grow; one that has will do so again.
      const longer = new Uint32Array(2 * (values.length + 1));
      longer.set(known.table);
      known.table = longer;
    }
    const { table } = known;
    for (; known.count < values.length; known.count++) {
      table[known.count + 1] = numberOf(values[known.count]!);
    }
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
  /** May be used for the numbers, and is used again for those of the next block. */
  readonly scratch?: Uint32Array;
}

/**
 * The numbers of a field's values, row by row.
 *
 * @throws {DictionaryFull}
 */
export function numberValues(
  { derive }: ValueField,
  bases: readonly ScannedColumn[],
  { rows, dictionary, known, mask, scratch }: NumberOptions,
): Uint32Array {
  const numberOf = (values: readonly (JsonValue | undefined)[]): number => {
    const value = derive ? derive(values) : values[0];
    return value === undefined ? 0 : dictionary.add(value);
  };
  const [only, ...others] = bases;
  const numbers = only && others.length === 0 && mask === undefined
    ? translated(
      only.codes,
      known.of(only.values, (value) => numberOf([value])),
      scratch?.subarray(0, rows) ?? new Uint32Array(rows),
    )
    : numberCombinations(bases, numberOf, { rows, mask });
  for (const row of exactRows(bases)) {
    if (mask !== undefined && mask[row] === 0) continue;
    numbers[row] = numberOf(bases.map((base) => valueOf(base, row)));
  }
  return numbers;
}

/** What a table has for each code: a loop that is short enough to be compiled early. */
function translated(
  codes: RowCodes,
  table: Uint32Array,
  numbers: Uint32Array,
): Uint32Array {
  for (let row = 0; row < codes.length; row++) {
    numbers[row] = table[codes[row]!]!;
  }
  return numbers;
}

/** The wanted rows' numbers by their codes alone, each combination of which is numbered once. */
function numberCombinations(
  bases: readonly ScannedColumn[],
  numberOf: (values: readonly (JsonValue | undefined)[]) => number,
  { rows, mask }: Pick<NumberOptions, "rows" | "mask">,
): Uint32Array {
  const combined = combine(bases, rows);
  const numbers = new Uint32Array(rows);
  const size = bases.reduce((size, each) => size * (each.values.length + 1), 1);
  if (size <= MAX_TABLE) {
    const table = new Uint32Array(size);
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
): RowCodes | Float64Array {
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
