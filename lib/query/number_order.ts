/** Putting numbers in the order of others, without comparing any. */

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Puts `values`, whole numbers from 0 up to 2 ** 53, in order, and `numbers` in the same; equal
 * ones stay as they were. A radix sort: digit by digit, the lowest first.
 */
export function orderByNumbers(
  numbers: Uint32Array,
  values: Float64Array,
): void {
  const { length } = numbers;
  let from = { numbers, values };
  let to: typeof from = {
    numbers: new Uint32Array(length),
    values: new Float64Array(length),
  };
  let largest = 0;
  for (let index = 0; index < length; index++) {
    if (values[index]! > largest) largest = values[index]!;
  }
  const places = new Uint32Array(DIGITS);
  for (let unit = 1; unit <= largest; unit *= DIGITS) {
    places.fill(0);
    for (let index = 0; index < length; index++) {
      places[digitOf(from.values[index]!, unit)]!++;
    }
    let place = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = places[digit]!;
      places[digit] = place;
      place += count;
    }
    for (let index = 0; index < length; index++) {
      const value = from.values[index]!;
      const at = places[digitOf(value, unit)]!++;
      to.values[at] = value;
      to.numbers[at] = from.numbers[index]!;
    }
    [from, to] = [to, from];
  }
  if (from.numbers === numbers) return;
  numbers.set(from.numbers);
  values.set(from.values);
}

/** `unit` is a power of two: the division is exact. */
function digitOf(value: number, unit: number): number {
  return Math.floor(value / unit) & (DIGITS - 1);
}
