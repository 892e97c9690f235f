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
import {
  BACKSLASHES,
  BLANKS,
  closingQuote,
  EDGE_SIZE,
  edgeWith,
  END,
  FOLLOWS,
  kindOf,
  lastLink,
  MAX_TEXT,
  NEXT,
  NOTED,
  QUOTES,
  SCALAR,
  STRING,
  textEnd,
  usualScalarEnd,
  writeEdge,
} from "./shape_edges";

/** What is noted where it follows: the string is the event's uuid. */
export const UUID: u32 = STRING | NOTED;
/** The event is complete, and has a `server_time`. */
export const END_WITH_TIME: u32 = END | NOTED;

const MAX_EDGES: usize = 2000;
/** Strangers may send as many different keys in one place as they like: with more it begins anew. */
const MAX_SIBLINGS: u32 = 16;

/** Behind the longest event there may be. */
const ROOT: usize = 0x50000;

let edgesEnd: usize = ROOT + EDGE_SIZE;

/** Of the event that is being checked: the edge last passed; 0 when nothing more is learnt. */
let edge: usize = 0;
let textStart: usize = 0;

/**
 * Of the event that was passed over last: where the text of its uuid begins, 0 where it has none,
 * and ends; there may be escapes in it.
 */
export let uuidStart: usize = 0;
export let uuidEnd: usize = 0;
export let hasServerTime: bool = false;

/**
 * @param end of the input, where a NUL stands
 * @returns behind the event that begins at `start` and ends at `end` or a line break; 0 where its
 *   shape is not known
 */
export function passKnown(start: usize, end: usize): usize {
  const quotes = v128.load(QUOTES);
  const backslashes = v128.load(BACKSLASHES);
  const blanks = v128.load(BLANKS);
  uuidStart = 0;
  let at = start;
  let edge = <usize> load<u32>(ROOT);
  while (edge != 0) {
    const head = load<u64>(edge);
    const value = textEnd(edge, head, at);
    if (value == 0) {
      edge = <usize> load<u32>(edge, NEXT);
      continue;
    }
    const kind = kindOf(head);
    const follows = kind & FOLLOWS;
    if (follows == STRING) {
      at = closingQuote(value, quotes, backslashes, blanks);
      if (at == 0) return 0;
      if ((kind & NOTED) != 0) {
        uuidStart = value;
        uuidEnd = at;
      }
      at++;
    } else if (follows == END) {
      if (value == end || load<u8>(value) == 0x0a) {
        hasServerTime = (kind & NOTED) != 0;
        return value;
      }
      edge = <usize> load<u32>(edge, NEXT);
      continue;
    } else {
      const scalarEnd = usualScalarEnd(value);
      if (scalarEnd == 0) {
        // Another edge may be longer.
        edge = <usize> load<u32>(edge, NEXT);
        continue;
      }
      at = scalarEnd;
    }
    edge = <usize> <u32> head;
  }
  return 0;
}

/** An event is being checked from its beginning. */
export function beginLearning(start: usize): void {
  edge = ROOT;
  textStart = start;
}

/** The text that began behind the last value ends before `at`, where what `kind` says begins. */
export function learnText(at: usize, kind: u32): void {
  if (edge != 0) edge = edgeOf(at - textStart, kind);
}

/** A string, number or literal has ended. */
export function valueEnded(at: usize): void {
  textStart = at;
}

/** The edge of the text at hand, made unless it is there; 0 where it cannot be kept. */
function edgeOf(length: usize, kind: u32): usize {
  if (length > MAX_TEXT) return 0;
  const first = <usize> load<u32>(edge);
  const mask = FOLLOWS | NOTED;
  const known = edgeWith(first, textStart, length, kind, mask);
  if (known != 0) return known;
  let link = lastLink(edge, MAX_SIBLINGS);
  if (link == 0) {
    // Else a few odd events would keep out the usual ones for good.
    store<u32>(edge, 0);
    link = edge;
  }
  if (edgesEnd == ROOT + MAX_EDGES * EDGE_SIZE) {
    forgetAll();
    return 0;
  }
  const made = edgesEnd;
  edgesEnd += EDGE_SIZE;
  writeEdge(made, textStart, length, kind);
  store<u32>(link, <u32> made);
  return made;
}

/** What is common is soon learnt again. */
function forgetAll(): void {
  store<u32>(ROOT, 0);
  edgesEnd = ROOT + EDGE_SIZE;
}
