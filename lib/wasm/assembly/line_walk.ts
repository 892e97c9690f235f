/** Passes over a line token by token, and tells `line_shapes` what it saw. */
import { isSame } from "./bytes";
import { hadEscape, scalarEnd, skipBlanks, stringEnd } from "./json";
import {
  CHILD_SIZE,
  CHILDREN,
  LEVELS,
  NODE_SIZE,
  NODES,
  NONE,
} from "./layout";
import {
  beginLearning,
  hashOfKey,
  innerContext,
  learnClear,
  learnEnd,
  learnLineEnd,
  learnSlot,
  learnStart,
  valueEnded,
} from "./line_shapes";
import { SCALAR, STRING } from "./shape_edges";
import { clearSpans, keepSpan, pathOf } from "./spans";

export const MAX_NESTING: i32 = 1000;

/** The first items of a list have states of their own, since they are often unlike. */
const MAX_ITEM_STATES: u32 = 8;

/** Levels: kind, node, next index of a list, start, context; u32 each. */
const LEVEL_SIZE: usize = 20;

/**
 * Leaves the spans of what was looked for.
 *
 * @returns the beginning of the next line; 0: the line is for the exact way
 */
export function walkLine(start: usize): usize {
  let at = start;
  if (load<u8>(at) != 0x7b) return 0;
  let level = LEVELS;
  let depth = 1;
  let node: u32 = 0;
  let isInObject = true;
  beginLearning(start);
  store<u32>(level, 0x7b);
  store<u32>(level, node, 4);
  store<u32>(level, innerContext(0, 0x7b, node, 0), 16);
  at = skipBlanks(at + 1);
  if (load<u8>(at) == 0x7d) return behindLine(at + 1);
  while (true) {
    // Here a member's key, or a list's item, begins: `child` is the node of its value.
    let child: u32 = NONE;
    let index: u32 = NONE;
    let keyHash: u32 = 0;
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
      keyHash = hashOfKey(key, at - key);
    } else {
      const item = load<u32>(level, 8);
      store<u32>(level, item + 1, 8);
      keyHash = min(item, MAX_ITEM_STATES);
      if (node != NONE) {
        child = itemOf(node, item);
        index = min(item, lastIndex(node));
      }
    }
    const first = load<u8>(at);
    if (first == 0x7b || first == 0x5b) {
      if (++depth > MAX_NESTING) return 0;
      const place = isInObject ? keyHash : index;
      const context = innerContext(load<u32>(level, 16), first, child, place);
      level += LEVEL_SIZE;
      store<u32>(level, first);
      store<u32>(level, child, 4);
      store<u32>(level, 0, 8);
      store<u32>(level, <u32> at, 12);
      store<u32>(level, context, 16);
      const path = pathOf(child);
      if (path != NONE) learnStart(path, at);
      node = child;
      isInObject = first == 0x7b;
      at = skipBlanks(at + 1);
      // An empty one ends below like any other.
      if (load<u8>(at) != first + 2) continue;
    } else {
      const value = at;
      const path = pathOf(child);
      const context = load<u32>(level, 16);
      if (first == 0x22) {
        learnSlot(STRING, at + 1, path, context, index, keyHash);
        at = stringEnd(at + 1);
        if (at == 0) return 0;
        at++;
      } else {
        learnSlot(SCALAR, at, path, context, index, keyHash);
        at = scalarEnd(at, first);
        if (at == 0) return 0;
      }
      valueEnded(at);
      if (path != NONE) keepSpan(path, value, at);
      at = skipBlanks(at);
    }
    // Here a value has ended, or an empty container is about to.
    while (true) {
      const next = load<u8>(at);
      if (next == 0x2c) break;
      if (next != <u8> load<u32>(level) + 2) return 0;
      at++;
      if (--depth == 0) return behindLine(at);
      const path = pathOf(node);
      if (path != NONE) {
        learnEnd(path, at);
        keepSpan(path, <usize> load<u32>(level, 12), at);
      }
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
function behindLine(at: usize): usize {
  at = skipBlanks(at);
  if (load<u8>(at) == 0x0d) at = skipBlanks(at + 1);
  if (load<u8>(at) != 0x0a) return 0;
  learnLineEnd(at + 1);
  return at + 1;
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
      const first = load<u32>(below, 12);
      const last = load<u32>(below, 16);
      clearSpans(first, last);
      learnClear(first, last);
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

/** One more than the last index that matters in a list; from there on all items are alike. */
function lastIndex(node: u32): u32 {
  const from = NODES + <usize> node * NODE_SIZE;
  let child = CHILDREN + <usize> load<u32>(from) * CHILD_SIZE;
  let last: u32 = 0;
  for (let left = load<u32>(from, 4); left > 0; left--, child += CHILD_SIZE) {
    const index = load<u32>(child, 8);
    if (index != NONE) last = max(last, index + 1);
  }
  return last;
}
