/**
 * Passes over events whose shape was seen before, much faster than token by token.
 *
 * An event is text that events share (keys, punctuation, blanks) with strings, numbers and
 * literals in between. While an event is checked, each piece of shared text is kept as an edge of
 * a tree, below the edge of the piece before it: what the check knows at a place follows from the
 * pieces on the way there. An event made of known pieces is then passed over by comparing them
 * and finding the end of each value. Nothing is taken on trust: what does not match is checked
 * from its beginning, and the check knows no shapes.
 */
import { hadEscape, scalarEnd, specialAfter, stringEnd } from "./json";

/** What follows the text of an edge. */
export const STRING: u32 = 0;
/** The string that is the event's uuid. */
export const UUID: u32 = 1;
/** A number or a literal. */
export const SCALAR: u32 = 2;
/** Nothing: the event is complete, with or without a `server_time`. */
export const END: u32 = 3;
export const END_WITH_TIME: u32 = 4;

/** Edges: the words below, then the text, and zeros behind it. The first one is the root. */
const SIBLING: usize = 0;
const CHILD: usize = 4;
const LENGTH: usize = 8;
const FOLLOWS: usize = 12;
const MASK: usize = 16;
const TEXT: usize = 32;
const MAX_TEXT: usize = 64;
const EDGE_SIZE: usize = TEXT + MAX_TEXT;
const MAX_EDGES: usize = 2000;
/** Strangers may send as many different keys in one place as they like. */
const MAX_SIBLINGS: u32 = 16;

/** Behind the longest event there may be. */
const ROOT: usize = 0x50000;

let edgesEnd: usize = ROOT + EDGE_SIZE;

/** Of the event that is being checked: the edge last passed; 0 when nothing more is learnt. */
let edge: usize = 0;
let textStart: usize = 0;

/** Of the event that was passed over last: where its uuid begins, 0 where it has none, and ends. */
export let uuidStart: usize = 0;
export let uuidEnd: usize = 0;
export let hasServerTime: bool = false;

/**
 * @param end of the input, where a NUL stands
 * @returns behind the event that begins at `start` and ends at `end` or a line break; 0 where its
 *   shape is not known
 */
export function passKnown(start: usize, end: usize): usize {
  uuidStart = 0;
  let at = start;
  let next = <usize> load<u32>(ROOT, CHILD);
  while (next != 0) {
    const length = <usize> load<u32>(next, LENGTH);
    if (!startsWith(at, next, length)) {
      next = <usize> load<u32>(next, SIBLING);
      continue;
    }
    const value = at + length;
    const follows = load<u32>(next, FOLLOWS);
    if (follows <= UUID) {
      at = specialAfter(value);
      if (load<u8>(at) != 0x22) {
        at = stringEnd(at);
        if (at == 0 || (follows == UUID && hadEscape)) return 0;
      }
      if (follows == UUID) {
        uuidStart = value;
        uuidEnd = at;
      }
      at++;
    } else {
      const passed = follows == SCALAR
        ? scalarEnd(value, load<u8>(value))
        : value == end || load<u8>(value) == 0x0a
        ? value
        : 0;
      if (passed == 0) {
        // Another edge may be longer.
        next = <usize> load<u32>(next, SIBLING);
        continue;
      }
      if (follows != SCALAR) {
        hasServerTime = follows == END_WITH_TIME;
        return passed;
      }
      at = passed;
    }
    next = <usize> load<u32>(next, CHILD);
  }
  return 0;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function startsWith(at: usize, edge: usize, length: usize): bool {
  const text = edge + TEXT;
  const mask = load<u32>(edge, MASK);
  const same = i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(text))) |
    i8x16.bitmask(i8x16.eq(v128.load(at, 16), v128.load(text, 16))) << 16;
  if ((same & mask) != mask) return false;
  return length <= 32 || isRestSame(at, text, length);
}

function isRestSame(at: usize, text: usize, length: usize): bool {
  for (let byte: usize = 32; byte < length; byte++) {
    if (load<u8>(at + byte) != load<u8>(text + byte)) return false;
  }
  return true;
}

/** An event is being checked from its beginning. */
export function beginLearning(start: usize): void {
  edge = ROOT;
  textStart = start;
}

/** The text that began behind the last value ends before `at`, where `follows` begins. */
export function learnText(at: usize, follows: u32): void {
  if (edge != 0) edge = edgeOf(at - textStart, follows);
}

/** A string, number or literal has ended. */
export function valueEnded(at: usize): void {
  textStart = at;
}

/** The edge of the text at hand, made unless it is there; 0 where it cannot be kept. */
function edgeOf(length: usize, follows: u32): usize {
  if (length > MAX_TEXT) return 0;
  let link = edge + CHILD;
  for (let count: u32 = 0; load<u32>(link) != 0; count++) {
    const found = <usize> load<u32>(link);
    if (
      load<u32>(found, FOLLOWS) == follows &&
      load<u32>(found, LENGTH) == <u32> length &&
      startsWith(textStart, found, length)
    ) return found;
    if (count == MAX_SIBLINGS) return 0;
    link = found + SIBLING;
  }
  if (edgesEnd == ROOT + MAX_EDGES * EDGE_SIZE) {
    forgetAll();
    return 0;
  }
  const made = edgesEnd;
  edgesEnd += EDGE_SIZE;
  memory.fill(made, 0, EDGE_SIZE);
  store<u32>(made, <u32> length, LENGTH);
  store<u32>(made, follows, FOLLOWS);
  store<u32>(made, <u32> (((<u64> 1) << min<u64>(length, 32)) - 1), MASK);
  memory.copy(made + TEXT, textStart, length);
  store<u32>(link, <u32> made);
  return made;
}

/** What is common is soon learnt again. */
function forgetAll(): void {
  store<u32>(ROOT, 0, CHILD);
  edgesEnd = ROOT + EDGE_SIZE;
}
