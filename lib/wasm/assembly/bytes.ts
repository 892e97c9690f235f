/** Stretches of bytes: hashed and compared many at a time, which reads up to seven beyond. */

const MULTIPLIER: u64 = 0xff51afd7ed558ccd;
const OTHER_MULTIPLIER: u64 = 0xc4ceb9fe1a85ec53;

/**
 * Multiply and fold, eight bytes at a time, every other eight apart from the rest: neither waits
 * for the other. The last ones of long stretches are read twice. The seed keeps strangers from
 * crowding a slot.
 */
export function hashOf(start: usize, length: usize, seed: u64): u64 {
  let one: u64 = seed ^ (<u64> length * 0x9e3779b97f4a7c15);
  let other: u64 = ~seed;
  if (length > 16) {
    const last = start + length - 16;
    for (let at = start; at < last; at += 16) {
      one = folded((one ^ load<u64>(at)) * MULTIPLIER) + seed;
      other = folded((other ^ load<u64>(at, 8)) * OTHER_MULTIPLIER) + seed;
    }
    one ^= load<u64>(last);
    other ^= load<u64>(last, 8);
  } else if (length > 8) {
    one ^= load<u64>(start);
    other ^= load<u64>(start + length - 8);
  } else if (length > 0) {
    one ^= lastBytes(start, length);
  }
  const hash = folded(one * MULTIPLIER) + folded(other * OTHER_MULTIPLIER);
  return folded(hash * OTHER_MULTIPLIER);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function folded(hash: u64): u64 {
  return hash ^ (hash >> 32);
}

/** So many bytes, at most eight and at least one. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function lastBytes(at: usize, count: usize): u64 {
  return load<u64>(at) << (64 - (<u64> count << 3));
}

export function isSame(a: usize, b: usize, length: usize): bool {
  if (length >= 16) {
    const last = length - 16;
    for (let at: usize = 0; at < last; at += 16) {
      if (areDifferent(a + at, b + at)) return false;
    }
    return !areDifferent(a + last, b + last);
  }
  if (length > 8) {
    const last = length - 8;
    return ((load<u64>(a) ^ load<u64>(b)) |
      (load<u64>(a + last) ^ load<u64>(b + last))) == 0;
  }
  return length == 0 || lastBytes(a, length) == lastBytes(b, length);
}

/** Whether 16 bytes are not the same. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function areDifferent(a: usize, b: usize): bool {
  return v128.any_true(v128.xor(v128.load(a), v128.load(b)));
}
