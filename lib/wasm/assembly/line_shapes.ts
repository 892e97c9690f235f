/**
 * Passes over lines whose shape was seen before, much faster than token by token.
 *
 * A line is text that lines share (keys, punctuation, blanks) with strings, numbers and literals
 * in between. While a line is walked, each piece of shared text is kept as an edge from one state
 * to the next; a line made of known pieces is then passed over by comparing them and finding the
 * end of each value. It is the way of lazily built automata ("On-the-fly DFA construction", Ken
 * Thompson, 1968, and RE2). A state stands for all that decides what may follow: the open
 * containers, which of the wanted paths they are on, and the place in a list where one is wanted.
 * It also knows the last key and the blanks behind it, only so that few edges leave it. Nothing is
 * taken on trust: what does not match is walked, and the walk knows no shapes.
 */
import { hashOf } from "./bytes";
import { ACTIONS, CONTEXTS, EDGES, FIRST_EDGES, NONE } from "./layout";
import {
  BACKSLASHES,
  BLANKS,
  closingQuote,
  EDGE_SIZE,
  edgeWith,
  END as LINE_END,
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
import { clearSpans, keepSpan, setEnd, setStart } from "./spans";

/** Contexts and states: four words each, and their number; an open-addressing table. */
const CONTEXT_SIZE: usize = 20;
const CONTEXT_MASK: u32 = 4095;
const MAX_CONTEXTS: u32 = 2047;

/** Words of an edge: where its target keeps its first edge, a path, and what is to be done. */
const TARGET: usize = 12;
const PATH: usize = 16;
const ACTION_COUNT: usize = 20;
const FIRST_ACTION: usize = 24;
const MAX_EDGES: usize = 2000;
/** A hostile file may have as many different keys as it likes in one place. */
const MAX_EDGES_OF_STATE: u32 = 24;

/** Actions: what, a path, and how far into the text or where the range of paths ends. */
const CLEAR: u32 = 0;
const START: u32 = 1;
const END: u32 = 2;
const ACTION_SIZE: usize = 12;
const MAX_ACTIONS: u32 = 4000;

/** The number of the state in which every line begins. */
const LINE_START: u32 = 1;

let contexts: u32 = 0;
let edgesEnd: usize = EDGES;
let actions: u32 = 0;

/** Of the line that is being walked: the state, or 0 when nothing more is learnt from it. */
let state: u32 = 0;
let target: u32 = 0;
let textStart: usize = 0;
let textActions: u32 = 0;

/** Forgets all shapes: they hold for one set of paths. */
export function clearShapes(): void {
  memory.fill(CONTEXTS, 0, (<usize> CONTEXT_MASK + 1) * CONTEXT_SIZE);
  memory.fill(FIRST_EDGES, 0, <usize> (MAX_CONTEXTS + 1) * 4);
  contexts = LINE_START;
  edgesEnd = EDGES;
  actions = 0;
}

/** Leaves the spans of a line of a known shape. @returns the next line's beginning, or 0 */
export function passKnownLine(start: usize): usize {
  const quotes = v128.load(QUOTES);
  const backslashes = v128.load(BACKSLASHES);
  const blanks = v128.load(BLANKS);
  let at = start;
  let edge = <usize> load<u32>(FIRST_EDGES + (LINE_START << 2));
  while (edge != 0) {
    const head = load<u64>(edge);
    const value = textEnd(edge, head, at);
    if (value == 0) {
      edge = <usize> load<u32>(edge, NEXT);
      continue;
    }
    let end = value;
    const kind = kindOf(head);
    const follows = kind & FOLLOWS;
    if (follows == STRING) {
      end = closingQuote(value, quotes, backslashes, blanks);
      if (end == 0) return 0;
      end++;
    } else if (follows == SCALAR) {
      end = usualScalarEnd(value);
      if (end == 0) {
        // Another edge may be longer.
        edge = <usize> load<u32>(edge, NEXT);
        continue;
      }
    }
    if ((kind & NOTED) != 0) {
      if (load<u32>(edge, ACTION_COUNT) != 0) act(edge, at);
      if (follows == LINE_END) return end;
      const path = load<u32>(edge, PATH);
      if (path != NONE) keepSpan(path, follows == STRING ? value - 1 : value, end);
    }
    at = end;
    const next = <usize> <u32> head;
    edge = next != 0 ? next : nextEdge(edge);
  }
  return 0;
}

/** The first edge that leaves an edge's target, looked up and kept; 0 where there is none yet. */
function nextEdge(edge: usize): usize {
  const next = load<u32>(<usize> load<u32>(edge, TARGET));
  store<u32>(edge, next);
  return <usize> next;
}

function act(edge: usize, at: usize): void {
  let action = ACTIONS + <usize> load<u32>(edge, FIRST_ACTION) * ACTION_SIZE;
  for (let left = load<u32>(edge, ACTION_COUNT); left > 0; left--) {
    const what = load<u32>(action);
    const path = load<u32>(action, 4);
    const last = load<u32>(action, 8);
    if (what == CLEAR) clearSpans(path, last);
    else if (what == START) setStart(path, at + last);
    else setEnd(path, at + last);
    action += ACTION_SIZE;
  }
}

/** A line is being walked from its beginning. */
export function beginLearning(start: usize): void {
  state = LINE_START;
  beginText(start);
}

function beginText(at: usize): void {
  textStart = at;
  textActions = 0;
}

/** The number of a container's context; 0 where there is no room for more. */
export function innerContext(
  outer: u32,
  kind: u32,
  node: u32,
  place: u32,
): u32 {
  return state == 0 ? 0 : numberOf(outer, kind, node, place);
}

/** Of a key and all up to its value, so that lines with and without blanks part ways. */
export function hashOfKey(key: usize, length: usize): u32 {
  return state == 0 ? 0 : <u32> hashOf(key, length, 1);
}

export function learnClear(first: u32, end: u32): void {
  if (state != 0) learn(CLEAR, first, end);
}

/** The value of a path begins: a container. */
export function learnStart(path: u32, at: usize): void {
  if (state != 0) learn(START, path, <u32> (at - textStart));
}

export function learnEnd(path: u32, at: usize): void {
  if (state != 0) learn(END, path, <u32> (at - textStart));
}

function learn(what: u32, path: u32, last: u32): void {
  if (actions + textActions >= MAX_ACTIONS) {
    state = 0;
    return;
  }
  const action = ACTIONS + <usize> (actions + textActions) * ACTION_SIZE;
  store<u32>(action, what);
  store<u32>(action, path, 4);
  store<u32>(action, last, 8);
  textActions++;
}

/** A string or scalar is about to begin, here: the text before it ends. */
export function learnSlot(
  follows: u32,
  at: usize,
  path: u32,
  context: u32,
  index: u32,
  keyHash: u32,
): void {
  if (state == 0) return;
  target = context == 0 ? 0 : numberOf(context, 0, index, keyHash);
  if (target == 0 || !addEdge(follows, at, path)) state = 0;
  else state = target;
}

/** The string or scalar has ended. */
export function valueEnded(at: usize): void {
  beginText(at);
}

export function learnLineEnd(at: usize): void {
  if (state == 0) return;
  target = 0;
  addEdge(LINE_END, at, NONE);
}

/** Makes an edge of the text at hand unless it is there. @returns false where it has no room */
function addEdge(follows: u32, at: usize, path: u32): bool {
  const length = at - textStart;
  if (length > MAX_TEXT) return false;
  const first = FIRST_EDGES + (<usize> state << 2);
  const known = <usize> load<u32>(first);
  if (edgeWith(known, textStart, length, follows, FOLLOWS) != 0) return true;
  const link = lastLink(first, MAX_EDGES_OF_STATE);
  if (link == 0) return false;
  if (edgesEnd >= EDGES + MAX_EDGES * EDGE_SIZE) return false;
  const edge = edgesEnd;
  edgesEnd += EDGE_SIZE;
  const isNoted = follows == LINE_END || textActions != 0 || path != NONE;
  writeEdge(edge, textStart, length, follows | (isNoted ? NOTED : 0));
  store<u32>(edge, <u32> FIRST_EDGES + (target << 2), TARGET);
  store<u32>(edge, path, PATH);
  store<u32>(edge, textActions, ACTION_COUNT);
  store<u32>(edge, actions, FIRST_ACTION);
  store<u32>(link, <u32> edge);
  actions += textActions;
  return true;
}

/** Numbers quadruples from 2 on; 0 where there is no room for more. */
function numberOf(a: u32, b: u32, c: u32, d: u32): u32 {
  let slot = (((a * 0x9e3779b1) ^ b) * 0x85ebca6b ^ c) * 0xc2b2ae35 ^ d;
  slot = (slot * 0x9e3779b1) >> 20;
  while (true) {
    const place = CONTEXTS + <usize> slot * CONTEXT_SIZE;
    const number = load<u32>(place, 16);
    if (number == 0) {
      if (contexts >= MAX_CONTEXTS) return 0;
      store<u32>(place, a);
      store<u32>(place, b, 4);
      store<u32>(place, c, 8);
      store<u32>(place, d, 12);
      store<u32>(place, ++contexts, 16);
      return contexts;
    }
    if (
      load<u32>(place) == a && load<u32>(place, 4) == b &&
      load<u32>(place, 8) == c && load<u32>(place, 12) == d
    ) return number;
    slot = (slot + 1) & CONTEXT_MASK;
  }
}
