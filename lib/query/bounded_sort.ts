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
/** Of all keys that are held at a time; one at least is. */
const MAX_HELD_CHARACTERS = 4 * 1024 * 1024;

/**
 * How many units of a key are looked at together as one number, in how many bits each: what is
 * ASCII fits into fewer. A missing unit is 0, any other one more than it is.
 */
const WINDOWS = [{ units: 6, bits: 8 }, { units: 3, bits: 17 }];
/** Each time all keys are made that are not told apart yet: it might be one key at a time. */
const MAX_WINDOWS = 4;

/** A number with its key. */
interface Keyed {
  readonly number: number;
  readonly key: string;
}

type Keys = Required<Pick<SortOptions, "keyOf" | "maxKeys">>;

/** The numbers in the order of their keys, or the first of them; few keys are made often. */
export function sortedBy(
  numbers: Uint32Array,
  { keyOf, maxKeys = MAX_KEYS, most = Infinity }: SortOptions,
): Uint32Array {
  if (most <= maxKeys / 2 && most < numbers.length) {
    return firstBy(numbers, { keyOf, maxKeys, most });
  }
  const sorted = numbers.slice();
  sortFrom(sorted, { depth: 0, passed: 0, widest: 0 }, { keyOf, maxKeys });
  return sorted.subarray(0, most);
}

/** How far some numbers have come. */
interface Stage {
  /** The keys of all are the same up to here. */
  readonly depth: number;
  /** How many windows were looked through. */
  readonly passed: number;
  /** Narrower windows than this one do not do. */
  readonly widest: number;
}

/** Sorts, in place, numbers whose keys are the same up to some depth. */
function sortFrom(numbers: Uint32Array, stage: Stage, keys: Keys): void {
  if (numbers.length <= keys.maxKeys || stage.passed === MAX_WINDOWS) {
    return mergeRuns(numbers, sortRuns(numbers, keys), keys);
  }
  const { buckets, next } = sortByWindow(numbers, stage, keys);
  for (const { start, end } of buckets) {
    sortFrom(numbers.subarray(start, end), next, keys);
  }
}

/** Sorted numbers that follow each other. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/** Sorts parts, each of no more than can be held. @returns these parts */
function sortRuns(numbers: Uint32Array, { keyOf, maxKeys }: Keys): Run[] {
  const runs: Run[] = [];
  let held: Keyed[] = [];
  let characters = 0;
  const close = (end: number) => {
    const start = end - held.length;
    held.sort(byKey);
    for (const [index, { number }] of held.entries()) {
      numbers[start + index] = number;
    }
    runs.push({ start, end });
    held = [];
    characters = 0;
  };
  for (let at = 0; at < numbers.length; at++) {
    const key = keyOf(numbers[at]!);
    const isFull = held.length === maxKeys ||
      characters + key.length > MAX_HELD_CHARACTERS;
    if (isFull && held.length > 0) close(at);
    held.push({ number: numbers[at]!, key });
    characters += key.length;
  }
  if (held.length > 0) close(numbers.length);
  return runs;
}

/** Sorts, in place, numbers that are sorted in runs: of each run one key is held. */
function mergeRuns(
  numbers: Uint32Array,
  runs: readonly Run[],
  { keyOf }: Keys,
): void {
  if (runs.length < 2) return;
  const from = numbers.slice();
  const headOf = ({ start, end }: Run) => ({
    number: from[start]!,
    key: keyOf(from[start]!),
    next: start + 1,
    end,
  });
  const heads = runs.map(headOf).sort(byKey);
  for (let at = 0; at < numbers.length; at++) {
    const { number, next, end } = heads.shift()!;
    numbers[at] = number;
    if (next === end) continue;
    const head = headOf({ start: next, end });
    heads.splice(placeOf(head, heads), 0, head);
  }
}

/** Where to put something into a sorted list. */
function placeOf(item: Keyed, sorted: readonly Keyed[]): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byKey(sorted[middle]!, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sorts, in place, by the next few units. @returns those with the same ones */
function sortByWindow(
  numbers: Uint32Array,
  { depth, passed, widest }: Stage,
  { keyOf }: Keys,
): { readonly buckets: readonly Run[]; readonly next: Stage } {
  const { values, known, longest, window } = windowsOf(numbers, {
    depth,
    widest,
    keyOf,
  });
  orderByNumbers(numbers, values);
  const buckets: Run[] = [];
  for (let start = 0; known < longest && start < numbers.length;) {
    const value = values[start];
    let end = start + 1;
    while (end < numbers.length && values[end] === value) end++;
    if (end - start > 1) buckets.push({ start, end });
    start = end;
  }
  const next = { depth: known, passed: passed + 1, widest: window };
  return { buckets, next };
}

/** What keys are from some depth on, as far as it fits into one number. */
interface KeyWindows {
  readonly values: Float64Array;
  /** Up to here keys are the same where their values are. */
  readonly known: number;
  readonly longest: number;
  /** Which window they were looked at through. */
  readonly window: number;
}

function windowsOf(
  numbers: Uint32Array,
  { depth, widest, keyOf }: Pick<Stage, "depth" | "widest"> & {
    readonly keyOf: SortOptions["keyOf"];
  },
): KeyWindows {
  const values = new Float64Array(numbers.length);
  const first = keyOf(numbers[0]!);
  for (let window = widest; window < WINDOWS.length; window++) {
    const { units, bits } = WINDOWS[window]!;
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
    return { values, known: Math.max(common, end), longest, window };
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
  let characters = 0;
  const keepFirst = () => {
    found = found.sort(byKey).slice(0, most);
    last = found[most - 1];
    characters = 0;
  };
  for (const number of numbers) {
    const key = keyOf(number);
    if (last !== undefined && key >= last.key) continue;
    found.push({ number, key });
    characters += key.length;
    const isFull = found.length >= maxKeys ||
      characters > MAX_HELD_CHARACTERS && found.length >= 2 * most;
    if (isFull) keepFirst();
  }
  keepFirst();
  return Uint32Array.from(found, ({ number }) => number);
}

function byKey(a: Keyed, b: Keyed): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
