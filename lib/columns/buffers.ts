/** Large arrays that give their memory back at once, not when garbage is next collected. */

/** The same numbers with room for as many more, in the place of the array. */
export function doubled(
  { buffer }: Uint32Array<ArrayBuffer>,
): Uint32Array<ArrayBuffer> {
  return new Uint32Array(buffer.transfer(2 * buffer.byteLength));
}

/** The same numbers and zeros behind them, in the place of the array. */
export function lengthened(
  { buffer }: Float64Array<ArrayBuffer>,
  length: number,
): Float64Array<ArrayBuffer> {
  return new Float64Array(
    buffer.transfer(length * Float64Array.BYTES_PER_ELEMENT),
  );
}

/** Freeing less takes longer than it is worth. */
const MIN_BYTES = 64 * 1024;

/** Large ones of the arrays are empty from now on; none may be used any more. */
export function freed(
  ...arrays: readonly (
    | Uint8Array<ArrayBuffer>
    | Uint32Array<ArrayBuffer>
    | Float64Array<ArrayBuffer>
  )[]
): void {
  for (const { buffer } of arrays) {
    if (buffer.byteLength >= MIN_BYTES) buffer.transfer(0);
  }
}
