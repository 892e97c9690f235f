/**
 * Looks for short texts, and counts lines, in a stretch of bytes, 16 at a time.
 *
 * AssemblyScript; `task wasm` compiles it. The caller writes the bytes at `INPUT` and the text at
 * `NEEDLE`.
 */

export const NEEDLE: usize = 0x1000;
export const MAX_NEEDLE: i32 = 0x1000;
export const INPUT: usize = 0x10000;
export const INPUT_SIZE: i32 = 0x100000;

/**
 * The first place at or behind `from` where the needle stands within the first `length` bytes;
 * -1 where it does not. It has at least two bytes.
 */
export function find(from: i32, length: i32, needleLength: i32): i32 {
  const last = needleLength - 1;
  const firsts = i8x16.splat(load<u8>(NEEDLE));
  const lasts = i8x16.splat(load<u8>(NEEDLE + <usize> last));
  // The last place where it can begin.
  const end = length - needleLength;
  for (let at = from; at <= end; at += 16) {
    const place = INPUT + <usize> at;
    let mask = i8x16.bitmask(v128.and(
      i8x16.eq(v128.load(place), firsts),
      i8x16.eq(v128.load(place + <usize> last), lasts),
    ));
    while (mask != 0) {
      const candidate = at + ctz(mask);
      if (candidate > end) return -1;
      if (isNeedle(INPUT + <usize> candidate + 1, last - 1)) return candidate;
      mask &= mask - 1;
    }
  }
  return -1;
}

/** Whether what stands between the needle's ends is right too. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function isNeedle(at: usize, count: i32): bool {
  for (let each: i32 = 0; each < count; each++) {
    if (load<u8>(at + <usize> each) != load<u8>(NEEDLE + 1 + <usize> each)) {
      return false;
    }
  }
  return true;
}

/** How many newlines there are within the first `length` bytes. */
export function countNewlines(length: i32): i32 {
  const newlines = i8x16.splat(0x0a);
  let count: i32 = 0;
  let at = 0;
  for (; at + 16 <= length; at += 16) {
    count += popcnt(
      i8x16.bitmask(i8x16.eq(v128.load(INPUT + <usize> at), newlines)),
    );
  }
  for (; at < length; at++) {
    if (load<u8>(INPUT + <usize> at) == 0x0a) count++;
  }
  return count;
}
