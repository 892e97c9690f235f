/** Canonical UUIDs, from text to words. */

/**
 * Reads a canonical UUID (RFC 9562, either case) of 36 bytes into four words.
 *
 * All digits at once: a branch for each is guessed wrong every other time.
 */
export function readUuid(start: usize, words: usize): bool {
  const hasDashes = load<u8>(start, 8) == 0x2d && load<u8>(start, 13) == 0x2d &&
    load<u8>(start, 18) == 0x2d && load<u8>(start, 23) == 0x2d;
  if (!hasDashes) return false;
  // deno-fmt-ignore
  const first = v128.shuffle<u8>(
    v128.load(start), v128.load(start, 16),
    0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17,
  );
  // deno-fmt-ignore
  const last = v128.shuffle<u8>(
    v128.load(start, 4), v128.load(start, 20),
    15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  );
  if (!areHexDigits(first) || !areHexDigits(last)) return false;
  const bytes = i8x16.narrow_i16x8_u(bytesOfHex(first), bytesOfHex(last));
  // Words are little-endian in memory.
  // deno-fmt-ignore
  const ordered = v128.shuffle<u8>(
    bytes, bytes,
    3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
  );
  v128.store(words, ordered);
  return true;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function areHexDigits(text: v128): bool {
  return i8x16.all_true(v128.or(areDecimal(text), areLetters(text)));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function areDecimal(text: v128): v128 {
  return i8x16.lt_u(i8x16.sub(text, i8x16.splat(0x30)), i8x16.splat(10));
}

/** Which of them are `a` to `f`, in either case. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function areLetters(text: v128): v128 {
  const lower = v128.or(text, i8x16.splat(0x20));
  return i8x16.lt_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(6));
}

/** Of sixteen hexadecimal digits the eight bytes, each in a lane of 16 bits. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function bytesOfHex(text: v128): v128 {
  const digits = i8x16.add(
    v128.and(text, i8x16.splat(0x0f)),
    v128.and(areLetters(text), i8x16.splat(9)),
  );
  const pairs = v128.or(i16x8.shl(digits, 4), i16x8.shr_u(digits, 8));
  return v128.and(pairs, i16x8.splat(0xff));
}
