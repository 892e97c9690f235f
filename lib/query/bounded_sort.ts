/** Sorting by keys that take far more memory than what is sorted. */
import { orderByNumbers } from "./number_order.ts";

/** How numbers are sorted. */
export interface SortOptions {
  /** Keys are compared by UTF-16 units. */
  readonly keyOf: (number: number) => string;
  /** About so many keys are held at a time. */
  readonly maxKeys?: number;
  /** Only so many of the first are wanted. */
  readonly most?: number;
}

const MAX_KEYS = 16_384;

/**
 * How many units of a key are looked at together as one number, in how many bits each: what is
 * ASCII fits into fewer. A missing unit is 0, any other one more than it is.
 */
const WINDOWS = [{ units: 6, bits: 8 }, { units: 3, bits: 17 }];

/** A number with its key. */
interface Keyed {
  readonly number: number;
  readonly key: string;
}

/** The numbers in the order of their keys, or the first of them. */
export function sortedBy(
  numbers: Uint32Array,
  { keyOf, maxKeys = MAX_KEYS, most = Infinity }: SortOptions,
): Uint32Array {
  if (most <= maxKeys / 2 && most < numbers.length) {
    return firstBy(numbers, { keyOf, maxKeys, most });
  }
  const sorted = numbers.slice();
  sortFrom(sorted, 0, { keyOf, maxKeys });
  return sorted.subarray(0, most);
}

/** Sorts, in place, numbers whose keys are the same up to some depth. */
function sortFrom(
  numbers: Uint32Array,
  depth: number,
  options: { readonly keyOf: SortOptions["keyOf"]; readonly maxKeys: number },
): void {
  const { keyOf, maxKeys } = options;
  if (numbers.length <= maxKeys) {
    const sorted = Array.from(numbers, (number) => ({
      number,
      key: keyOf(number),
    })).sort(byKey);
    for (const [index, { number }] of sorted.entries()) numbers[index] = number;
    return;
  }
  const { values, known, longest } = windowsOf(numbers, depth, keyOf);
  orderByNumbers(numbers, values);
  if (known >= longest) return;
  for (let start = 0; start < numbers.length;) {
    const value = values[start];
    let end = start + 1;
    while (end < numbers.length && values[end] === value) end++;
    if (end - start > 1) {
      sortFrom(numbers.subarray(start, end), known, options);
    }
    start = end;
  }
}

/** What keys are from some depth on, as far as it fits into one number. */
interface KeyWindows {
  readonly values: Float64Array;
  /** Up to here keys are the same where their values are. */
  readonly known: number;
  readonly longest: number;
}

function windowsOf(
  numbers: Uint32Array,
  depth: number,
  keyOf: SortOptions["keyOf"],
): KeyWindows {
  const values = new Float64Array(numbers.length);
  const first = keyOf(numbers[0]!);
  for (const { units, bits } of WINDOWS) {
    const end = depth + units;
    let [common, longest, largest] = [first.length, 0, 0];
    for (let index = 0; index < numbers.length; index++) {
      const key = keyOf(numbers[index]!);
      let value = 0;
      for (let at = depth; at < end; at++) {
        const unit = at < key.length ? key.charCodeAt(at) + 1 : 0;
        if (unit > largest) largest = unit;
        value = value * 2 ** bits + unit;
      }
      values[index] = value;
      common = commonLength(first, key, { from: depth, to: common });
      longest = Math.max(longest, key.length);
    }
    if (largest >= 2 ** bits) continue;
    return { values, known: Math.max(common, end), longest };
  }
  throw new Error("A unit of UTF-16 has more than 16 bits");
}

/** How long the beginning is that two texts share, which they do up to `from`. */
function commonLength(
  a: string,
  b: string,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const end = Math.min(to, b.length);
  let at = Math.min(from, end);
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** The first few: all others are only compared with the last of those found so far. */
function firstBy(
  numbers: Uint32Array,
  { keyOf, maxKeys, most }: Required<SortOptions>,
): Uint32Array {
  let found: Keyed[] = [];
  let last: Keyed | undefined;
  const keepFirst = () => {
    found = found.sort(byKey).slice(0, most);
    last = found[most - 1];
  };
  for (const number of numbers) {
    const key = keyOf(number);
    if (last !== undefined && key >= last.key) continue;
    found.push({ number, key });
    if (found.length >= maxKeys) keepFirst();
  }
  keepFirst();
  return Uint32Array.from(found, ({ number }) => number);
}

function byKey(a: Keyed, b: Keyed): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
