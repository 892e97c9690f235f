/**
 * Text that lines or events share, and what follows it: an edge from one known place to the next.
 *
 * An edge is a head, words of its owner, then the text, and zeros behind it. The head is eight
 * bytes that are loaded at once, since each load is first checked to be within the memory: a word
 * for where to look next when the edge was passed, and the bytes below. One more word links the
 * edges that leave the same place.
 */
import { isSame } from "./bytes";
import { scalarEnd, stringEnd } from "./json";

const LENGTH: usize = 4;
/** What shifts the bits of bytes behind the text out of a word: of its first 16, and the next. */
const FIRST_SHIFT: usize = 5;
const SECOND_SHIFT: usize = 6;
/** What follows the text, and the flags below. */
const KIND: usize = 7;
export const NEXT: usize = 8;
export const TEXT: usize = 32;
export const MAX_TEXT: usize = 64;
export const EDGE_SIZE: usize = TEXT + MAX_TEXT;

/** What follows the text of an edge. */
export const STRING: u32 = 0;
export const SCALAR: u32 = 1;
export const END: u32 = 2;
/** Of a kind: what follows. */
export const FOLLOWS: u32 = 3;
/** Of a kind: the text is longer than 16 bytes. */
const LONG: u32 = 4;
/** Of a kind: the owner has something to note there. */
export const NOTED: u32 = 8;

/** Constants that would be made anew for each string; below all that the modules keep. */
export const QUOTES: usize = 0xc00;
export const BACKSLASHES: usize = 0xc10;
export const BLANKS: usize = 0xc20;
v128.store(QUOTES, i8x16.splat(0x22));
v128.store(BACKSLASHES, i8x16.splat(0x5c));
v128.store(BLANKS, i8x16.splat(0x20));

// @ts-ignore: a decorator of AssemblyScript
@inline
export function kindOf(head: u64): u32 {
  return <u32> (head >> 56);
}

/** Behind the text of the edge with this head, where that stands at `at`; else 0. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function textEnd(edge: usize, head: u64, at: usize): usize {
  const same = <u32> i8x16.bitmask(
    i8x16.eq(v128.load(at), v128.load(edge, TEXT)),
  );
  // A shift counts modulo 32.
  if (~same << <u32> (head >> 40) != 0) return 0;
  const length = <usize> (head >> 32 & 0xff);
  if ((kindOf(head) & LONG) != 0) {
    const further = <u32> i8x16.bitmask(
      i8x16.eq(v128.load(at, 16), v128.load(edge, TEXT + 16)),
    );
    if (~further << <u32> (head >> 48) != 0) return 0;
    if (length > 32 && !isRestSame(at, edge + TEXT, length)) return 0;
  }
  return at + length;
}

/** Whether the bytes of a text behind the first 32 are the same. */
function isRestSame(at: usize, text: usize, length: usize): bool {
  for (let byte: usize = 32; byte < length; byte += 16) {
    const same = <u32> i8x16.bitmask(
      i8x16.eq(v128.load(at + byte), v128.load(text + byte)),
    );
    if (~same << (32 - min<u32>(<u32> (length - byte), 16)) != 0) return false;
  }
  return true;
}

/** As `stringEnd`, with what stands at `QUOTES`, `BACKSLASHES` and `BLANKS`. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function closingQuote(
  at: usize,
  quotes: v128,
  backslashes: v128,
  blanks: v128,
): usize {
  while (true) {
    const block = v128.load(at);
    const closing = <u32> i8x16.bitmask(i8x16.eq(block, quotes));
    const others = <u32> i8x16.bitmask(v128.or(
      i8x16.eq(block, backslashes),
      i8x16.lt_s(block, blanks),
    ));
    // Those before the quote, or all where there is none. As a signed number, what is not ASCII
    // is less than a blank too.
    if ((others & (closing ^ (closing - 1))) != 0) return stringEnd(at);
    if (closing != 0) return at + ctz(closing);
    at += 16;
  }
}

/** Behind a literal or a number, soonest behind those that are common; 0 where it is neither. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function usualScalarEnd(at: usize): usize {
  const end = shortScalarEnd(at);
  return end != 0 ? end : scalarEnd(at, load<u8>(at));
}

/** Behind `true`, `false` or a whole number without sign; 0 for all else. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function shortScalarEnd(at: usize): usize {
  const first = load<u8>(at);
  if (first - 0x31 < 9) {
    let end = at + 1;
    let byte = load<u8>(end);
    while (byte - 0x30 < 10) byte = load<u8>(++end);
    return byte == 0x2c || byte == 0x5d || byte == 0x7d ? end : 0;
  }
  if (first == 0x74) return load<u32>(at) == 0x65757274 ? at + 4 : 0;
  if (first == 0x66) return load<u32>(at, 1) == 0x65736c61 ? at + 5 : 0;
  if (first == 0x30) {
    const byte = load<u8>(at, 1);
    return byte == 0x2c || byte == 0x5d || byte == 0x7d ? at + 1 : 0;
  }
  return 0;
}

/** Of an edge and those behind it the one with this text and this kind, as masked; else 0. */
export function edgeWith(
  first: usize,
  start: usize,
  length: usize,
  kind: u32,
  mask: u32,
): usize {
  let edge = first;
  while (edge != 0) {
    if (
      (<u32> load<u8>(edge, KIND) & mask) == kind &&
      <usize> load<u8>(edge, LENGTH) == length &&
      isSame(start, edge + TEXT, length)
    ) return edge;
    edge = <usize> load<u32>(edge, NEXT);
  }
  return 0;
}

/** Where the next edge of a place is linked, whose first one is at `link`; 0 behind `most` edges. */
export function lastLink(link: usize, most: u32): usize {
  let last = link;
  for (let count: u32 = 0; load<u32>(last) != 0; count++) {
    if (count == most) return 0;
    last = <usize> load<u32>(last) + NEXT;
  }
  return last;
}

/** Makes an edge with this text of at most `MAX_TEXT` bytes. */
export function writeEdge(
  edge: usize,
  start: usize,
  length: usize,
  kind: u32,
): void {
  memory.fill(edge, 0, EDGE_SIZE);
  store<u8>(edge, <u8> length, LENGTH);
  store<u8>(edge, <u8> (length > 16 ? 16 : 32 - length), FIRST_SHIFT);
  store<u8>(edge, <u8> (length > 32 ? 16 : 48 - length), SECOND_SHIFT);
  store<u8>(edge, <u8> (kind | (length > 16 ? LONG : 0)), KIND);
  memory.copy(edge + TEXT, start, length);
}
