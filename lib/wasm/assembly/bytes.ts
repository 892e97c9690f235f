/** Stretches of bytes: hashed and compared eight at a time, which reads up to seven beyond. */

/** Multiply and fold, eight bytes at a time; the seed keeps strangers from crowding a slot. */
export function hashOf(start: usize, length: usize, seed: u64): u64 {
  let hash: u64 = seed ^ (<u64> length * 0x9e3779b97f4a7c15);
  let at = start;
  let left = length;
  while (left >= 8) {
    hash = (hash ^ load<u64>(at)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
    hash += seed;
    at += 8;
    left -= 8;
  }
  if (left > 0) {
    hash = (hash ^ lastBytes(at, left)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  hash *= 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 29);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function lastBytes(at: usize, count: usize): u64 {
  return load<u64>(at) & ((<u64> 1 << (<u64> count << 3)) - 1);
}

export function isSame(a: usize, b: usize, length: usize): bool {
  let left = length;
  while (left >= 8) {
    if (load<u64>(a) != load<u64>(b)) return false;
    a += 8;
    b += 8;
    left -= 8;
  }
  return left == 0 || lastBytes(a, left) == lastBytes(b, left);
}
