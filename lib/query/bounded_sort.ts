/** Sorting by keys that take far more memory than what is sorted. */

/** How numbers are sorted. */
export interface SortOptions<Key> {
  readonly keyOf: (number: number) => Key;
  readonly compare: (a: Key, b: Key) => number;
  /** About so many keys are held at a time. */
  readonly maxKeys?: number;
  /** Only so many of the first are wanted. */
  readonly most?: number;
}

const MAX_KEYS = 16_384;

/** A number with its key. */
interface Keyed<Key> {
  readonly number: number;
  readonly key: Key;
}

/** The first of what is left of a sorted run. */
interface Head<Key> extends Keyed<Key> {
  /** The places of the run's further numbers. */
  readonly next: number;
  readonly end: number;
}

/** The numbers in the order of their keys, or the first of them; each key is made twice at most. */
export function sortedBy<Key>(
  numbers: Uint32Array,
  options: SortOptions<Key>,
): Uint32Array {
  const { keyOf, compare, maxKeys = MAX_KEYS, most = Infinity } = options;
  if (most <= maxKeys / 2 && most < numbers.length) {
    return firstBy(numbers, { keyOf, compare, maxKeys, most });
  }
  const keyed = (number: number) => ({ number, key: keyOf(number) });
  const byKey = (a: Keyed<Key>, b: Keyed<Key>) => compare(a.key, b.key);
  const runs = numbers.slice();
  const heads: Head<Key>[] = [];
  for (let start = 0; start < runs.length; start += maxKeys) {
    const end = Math.min(start + maxKeys, runs.length);
    const run = Array.from(runs.subarray(start, end), keyed).sort(byKey);
    for (const [index, { number }] of run.entries()) {
      runs[start + index] = number;
    }
    heads.push({ ...run[0]!, next: start + 1, end });
  }
  if (heads.length <= 1) return runs.subarray(0, most);
  heads.sort(byKey);
  return numbers.subarray(0, most).map(() => {
    const { number, next, end } = heads.shift()!;
    if (next < end) {
      const head = { ...keyed(runs[next]!), next: next + 1, end };
      heads.splice(placeOf(head, heads, byKey), 0, head);
    }
    return number;
  });
}

/** The first few: all others are only compared with the last of those found so far. */
function firstBy<Key>(
  numbers: Uint32Array,
  { keyOf, compare, maxKeys, most }: Required<SortOptions<Key>>,
): Uint32Array {
  let found: Keyed<Key>[] = [];
  let last: Keyed<Key> | undefined;
  const keepFirst = () => {
    found = found.sort((a, b) => compare(a.key, b.key)).slice(0, most);
    last = found[most - 1];
  };
  for (const number of numbers) {
    const key = keyOf(number);
    if (last !== undefined && compare(key, last.key) >= 0) continue;
    found.push({ number, key });
    if (found.length >= maxKeys) keepFirst();
  }
  keepFirst();
  return Uint32Array.from(found, ({ number }) => number);
}

/** Where to put something into a sorted list. */
function placeOf<T>(
  item: T,
  sorted: readonly T[],
  compare: (a: T, b: T) => number,
): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(sorted[middle]!, item) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
