/**
 * Reads the values at some paths out of lines of JSON, line by line, in one strict pass.
 *
 * AssemblyScript; `task wasm` compiles it. The caller writes the paths as a trie and the lines,
 * and gets for each line the time of its `server_time` and for each path a code: 0 where the line
 * lacks it, else the number of its raw bytes among the different ones of the block. A line that
 * is no object, or in which something unusual could matter, is listed for the exact way.
 */
import { hashOf, isSame } from "./bytes";
import {
  hadEscape,
  literalEnd,
  numberEnd,
  skipBlanks,
  stringEnd,
} from "./json";
import { timeOf } from "./server_time";

/** Lines of a block. */
export const MAX_LINES: i32 = 65536;
/** Paths that one scan can look for; the first is `server_time`. */
export const MAX_PATHS: i32 = 8;
export const MAX_NESTING: i32 = 1000;
/** Longer values are left to the exact way. */
const MAX_VALUE: usize = 4096;

/** Four words for the caller: bytes consumed; and of the lines read in this call, how many. */
export const RESULT: usize = 16;
const LEVELS: usize = 4096;
const LEVEL_SIZE: usize = 16;
/** Nodes of the trie: first child, children, path or -1, first and last+1 path below; u32 each. */
export const NODES: usize = 0x8000;
const NODE_SIZE: usize = 20;
/** Children: place and length of the key (length -1: none), index in a list or -1, node. */
export const CHILDREN: usize = 0xc000;
const CHILD_SIZE: usize = 16;
export const KEYS: usize = 0x10000;
/** For each path: start and end of its value in the line at hand. */
const SPANS: usize = 0x800;
/** Lines for the exact way: line, start and end in `INPUT`; three words each. */
export const SLOW: usize = 0x20000;
/** For each line: milliseconds since 1970, or NaN. */
export const TIMES: usize = 0x100000;
/** For each path and line: its code. */
export const CODES: usize = 0x200000;
/** For each path: a hash table of codes, and for each code place, length and hash. */
const TABLES: usize = 0x400000;
const TABLE_MASK: u32 = 131071;
export const ENTRIES: usize = 0x800000;
const ENTRY_SIZE: usize = 12;
export const INPUT: usize = 0x1000000;
export const INPUT_SIZE: usize = 0x100000;
const ARENA: usize = 0x1110000;
/** Memory is not grown beyond: what no longer fits is left to the exact way. */
const MAX_PAGES: i32 = 1600;

const NONE: u32 = 0xffffffff;

let pathCount: i32 = 0;
let firstPath: i32 = 1;
let lines: i32 = 0;
let slowLines: i32 = 0;
let arenaEnd: usize = ARENA;
let seed: u64 = 0;

/**
 * Begins a block.
 *
 * @param paths how many there are, that of `server_time` included
 * @param first 0 where the text of `server_time` is wanted too, else 1
 * @param secret makes the tables' layout unpredictable
 */
export function begin(paths: i32, first: i32, secret: f64): void {
  pathCount = paths;
  firstPath = first;
  lines = 0;
  arenaEnd = ARENA;
  seed = reinterpret<u64>(secret) | 1;
  for (let path = 0; path < paths; path++) {
    store<u32>(RESULT + 32 + path * 4, 0);
    memory.fill(tableOf(path), 0, (<usize> TABLE_MASK + 1) * 4);
  }
}

/** How many different values a path has in this block so far. */
export function valueCount(path: i32): u32 {
  return load<u32>(RESULT + 32 + path * 4);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function tableOf(path: i32): usize {
  return TABLES + <usize> path * (<usize> TABLE_MASK + 1) * 4;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function entryOf(path: i32, code: u32): usize {
  return ENTRIES + (<usize> path * <usize> MAX_LINES + code - 1) * ENTRY_SIZE;
}

/**
 * Reads the lines at `INPUT`, of which the last ends with a newline, until the block is full.
 *
 * @returns how many lines are for the exact way; see `RESULT` for the rest
 */
export function scan(length: i32): i32 {
  const end = INPUT + <usize> length;
  const firstLine = lines;
  let at = INPUT;
  slowLines = 0;
  while (at < end && lines < MAX_LINES) {
    for (let path = 0; path < pathCount; path++) {
      store<u64>(SPANS + (<usize> path << 3), 0);
    }
    let next = lineEnd(at);
    if (next == 0 || !keepValues()) {
      next = newlineAfter(at) + 1;
      const slow = SLOW + <usize> slowLines * 12;
      store<u32>(slow, lines);
      store<u32>(slow, <u32> (at - INPUT), 4);
      store<u32>(slow, <u32> (next - 1 - INPUT), 8);
      slowLines++;
    }
    lines++;
    at = next;
  }
  store<u32>(RESULT, <u32> (at - INPUT));
  store<u32>(RESULT + 4, lines - firstLine);
  return slowLines;
}

/** The line's time, and for each path the code of its value; false where one does not fit. */
function keepValues(): bool {
  store<f64>(TIMES + (<usize> lines << 3), timeOf(load<u32>(SPANS), load<u32>(SPANS + 4)));
  for (let path = firstPath; path < pathCount; path++) {
    const span = SPANS + (<usize> path << 3);
    const start = <usize> load<u32>(span);
    let code: u32 = 0;
    if (start != 0) {
      code = codeOf(path, start, <usize> load<u32>(span + 4) - start);
      if (code == 0) return false;
    }
    store<u32>(CODES + ((<usize> path * <usize> MAX_LINES + lines) << 2), code);
  }
  return true;
}

/** Passes over one line, leaving the spans of what was looked for; 0: for the exact way. */
function lineEnd(start: usize): usize {
  let at = start;
  if (load<u8>(at) != 0x7b) return 0;
  let level = LEVELS;
  let depth = 1;
  let node: u32 = 0;
  let isInObject = true;
  store<u32>(level, 0x7b);
  store<u32>(level, node, 4);
  at = skipBlanks(at + 1);
  if (load<u8>(at) == 0x7d) return behindLine(at + 1);
  while (true) {
    // Here a member's key, or a list's item, begins: `child` is the node of its value.
    let child: u32 = NONE;
    if (isInObject) {
      if (load<u8>(at) != 0x22) return 0;
      const key = at + 1;
      at = stringEnd(key);
      if (at == 0) return 0;
      if (node != NONE) {
        if (hadEscape) return 0;
        child = memberOf(node, key, <u32> (at - key));
      }
      at = skipBlanks(at + 1);
      if (load<u8>(at) != 0x3a) return 0;
      at = skipBlanks(at + 1);
    } else if (node != NONE) {
      const index = load<u32>(level, 8);
      store<u32>(level, index + 1, 8);
      child = itemOf(node, index);
    }
    const first = load<u8>(at);
    if (first == 0x7b || first == 0x5b) {
      if (++depth > MAX_NESTING) return 0;
      level += LEVEL_SIZE;
      store<u32>(level, first);
      store<u32>(level, child, 4);
      store<u32>(level, 0, 8);
      store<u32>(level, <u32> at, 12);
      node = child;
      isInObject = first == 0x7b;
      at = skipBlanks(at + 1);
      // An empty one ends below like any other.
      if (load<u8>(at) != first + 2) continue;
    } else {
      const value = at;
      if (first == 0x22) {
        at = stringEnd(at + 1);
        if (at == 0) return 0;
        at++;
      } else {
        at = first == 0x74 || first == 0x66 || first == 0x6e
          ? literalEnd(at, first)
          : numberEnd(at, first);
        if (at == 0) return 0;
      }
      if (child != NONE) keepSpan(child, value, at);
      at = skipBlanks(at);
    }
    // Here a value has ended, or an empty container is about to.
    while (true) {
      const next = load<u8>(at);
      if (next == 0x2c) break;
      if (next != <u8> load<u32>(level) + 2) return 0;
      at++;
      if (--depth == 0) return behindLine(at);
      if (node != NONE) keepSpan(node, <usize> load<u32>(level, 12), at);
      level -= LEVEL_SIZE;
      node = load<u32>(level, 4);
      at = skipBlanks(at);
    }
    at = skipBlanks(at + 1);
    isInObject = load<u32>(level) == 0x7b;
    node = load<u32>(level, 4);
  }
}

/** Behind the newline, before which only blanks may stand. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function behindLine(at: usize): usize {
  at = skipBlanks(at);
  if (load<u8>(at) == 0x0d) at = skipBlanks(at + 1);
  return load<u8>(at) == 0x0a ? at + 1 : 0;
}

function newlineAfter(at: usize): usize {
  const newlines = i8x16.splat(0x0a);
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), newlines));
    if (mask != 0) return at + ctz(mask);
    at += 16;
  }
}

/** The child of a node for a key; forgets what an earlier member of that key has left. */
function memberOf(node: u32, key: usize, length: u32): u32 {
  const from = NODES + <usize> node * NODE_SIZE;
  let child = CHILDREN + <usize> load<u32>(from) * CHILD_SIZE;
  for (let left = load<u32>(from, 4); left > 0; left--, child += CHILD_SIZE) {
    if (
      load<u32>(child, 4) == length &&
      isSame(<usize> load<u32>(child), key, <usize> length)
    ) {
      const found = load<u32>(child, 12);
      const below = NODES + <usize> found * NODE_SIZE;
      const last = load<u32>(below, 16);
      for (let path = load<u32>(below, 12); path < last; path++) {
        store<u64>(SPANS + (<usize> path << 3), 0);
      }
      return found;
    }
  }
  return NONE;
}

function itemOf(node: u32, index: u32): u32 {
  const from = NODES + <usize> node * NODE_SIZE;
  let child = CHILDREN + <usize> load<u32>(from) * CHILD_SIZE;
  for (let left = load<u32>(from, 4); left > 0; left--, child += CHILD_SIZE) {
    if (load<u32>(child, 8) == index) return load<u32>(child, 12);
  }
  return NONE;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function keepSpan(node: u32, start: usize, end: usize): void {
  const path = load<u32>(NODES + <usize> node * NODE_SIZE, 8);
  if (path == NONE) return;
  const span = SPANS + (<usize> path << 3);
  store<u32>(span, <u32> start);
  store<u32>(span, <u32> end, 4);
}

/** The code of some bytes; 0 where there is no room for them. */
function codeOf(path: i32, start: usize, length: usize): u32 {
  if (length > MAX_VALUE) return 0;
  const hash = hashOf(start, length, seed);
  const table = tableOf(path);
  let slot = <u32> hash & TABLE_MASK;
  while (true) {
    const code = load<u32>(table + (<usize> slot << 2));
    if (code == 0) break;
    const entry = entryOf(path, code);
    if (
      load<u32>(entry, 8) == <u32> (hash >> 32) &&
      load<u32>(entry, 4) == <u32> length &&
      isSame(<usize> load<u32>(entry), start, length)
    ) return code;
    slot = (slot + 1) & TABLE_MASK;
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
  const code = load<u32>(RESULT + 32 + path * 4) + 1;
  store<u32>(RESULT + 32 + path * 4, code);
  store<u32>(table + (<usize> slot << 2), code);
  const entry = entryOf(path, code);
  store<u32>(entry, <u32> place);
  store<u32>(entry, <u32> length, 4);
  store<u32>(entry, <u32> (hash >> 32), 8);
  return code;
}
