/** Numbers the different values of each path by their raw bytes, over one block after the other. */
import { hashOf, isSame } from "./bytes";
import {
  ARENA,
  ENTRIES,
  ENTRIES_SIZE,
  MAX_PAGES,
  TABLES,
  VALUE_COUNTS,
} from "./layout";

/** Longer values are left to the exact way. */
const MAX_VALUE: usize = 4096;
const TABLE_SIZE: usize = 131072;
/** Tables grow with what they hold: small ones stay in the nearest cache. */
const FIRST_MASK: u32 = 1023;
const ENTRY_SIZE: usize = 12;
/**
 * With more of them, values are not kept for the next block, all of whose lines may bring another
 * one: so many and 65,536 have room among the entries and in the largest table.
 */
const MAX_KEPT_VALUES: u32 = 16384;
const MAX_KEPT_BYTES: usize = 0x400000;
/** For each path the mask of its table. */
const MASKS: usize = VALUE_COUNTS + 32;

let arenaEnd: usize = ARENA;
let seed: u64 = 0;

/** Forgets all values; `secret` makes the tables' layout unpredictable. */
export function clearValues(paths: i32, secret: u64): void {
  arenaEnd = ARENA;
  seed = secret | 1;
  for (let path = 0; path < paths; path++) {
    store<u32>(VALUE_COUNTS + path * 4, 0);
    store<u32>(MASKS + path * 4, FIRST_MASK);
    memory.fill(tableOf(path), 0, (<usize> FIRST_MASK + 1) * 4);
  }
}

/** Whether there are so few values that a block can be added to them. */
export function areFewValues(paths: i32): bool {
  for (let path = 0; path < paths; path++) {
    if (load<u32>(VALUE_COUNTS + path * 4) > MAX_KEPT_VALUES) return false;
  }
  return arenaBytes() <= MAX_KEPT_BYTES;
}

/** How many bytes of values there are at `ARENA`. */
export function arenaBytes(): usize {
  return arenaEnd - ARENA;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function tableOf(path: i32): usize {
  return TABLES + <usize> path * TABLE_SIZE * 4;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function entryOf(path: i32, code: u32): usize {
  return ENTRIES + <usize> path * ENTRIES_SIZE + <usize> (code - 1) * ENTRY_SIZE;
}

/** The code of some bytes; 0 where there is no room for them. */
export function codeOf(path: i32, start: usize, length: usize): u32 {
  if (length > MAX_VALUE) return 0;
  const hash = <u32> (hashOf(start, length, seed) >> 32);
  const table = tableOf(path);
  const mask = load<u32>(MASKS + path * 4);
  let slot = hash & mask;
  while (true) {
    const code = load<u32>(table + (<usize> slot << 2));
    if (code == 0) break;
    const entry = entryOf(path, code);
    if (
      load<u32>(entry, 8) == hash && load<u32>(entry, 4) == <u32> length &&
      isSame(<usize> load<u32>(entry), start, length)
    ) return code;
    slot = (slot + 1) & mask;
  }
  const place = arenaEnd;
  // Comparing reads eight bytes at a time.
  const need = place + length + 16;
  if (need > <usize> memory.size() << 16) {
    const pages = <i32> ((need - (<usize> memory.size() << 16)) >> 16) + 16;
    if (memory.size() + pages > MAX_PAGES || memory.grow(pages) < 0) return 0;
  }
  memory.copy(place, start, length);
  arenaEnd = (place + length + 7) & ~7;
  const code = load<u32>(VALUE_COUNTS + path * 4) + 1;
  store<u32>(VALUE_COUNTS + path * 4, code);
  store<u32>(table + (<usize> slot << 2), code);
  const entry = entryOf(path, code);
  store<u32>(entry, <u32> place);
  store<u32>(entry, <u32> length, 4);
  store<u32>(entry, hash, 8);
  // The largest is five eighths full at most.
  if (code > mask >> 1 && mask < <u32> TABLE_SIZE - 1) growTable(path, code);
  return code;
}

function growTable(path: i32, values: u32): void {
  const table = tableOf(path);
  const mask = (load<u32>(MASKS + path * 4) << 1) | 1;
  store<u32>(MASKS + path * 4, mask);
  memory.fill(table, 0, (<usize> mask + 1) * 4);
  for (let code: u32 = 1; code <= values; code++) {
    let slot = load<u32>(entryOf(path, code), 8) & mask;
    while (load<u32>(table + (<usize> slot << 2)) != 0) slot = (slot + 1) & mask;
    store<u32>(table + (<usize> slot << 2), code);
  }
}
