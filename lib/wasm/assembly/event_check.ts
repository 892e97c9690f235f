/**
 * Whether bytes are surely a good event, decided in one pass that builds nothing.
 *
 * AssemblyScript; `task wasm` compiles it. It says yes only to what `JSON.parse` accepts and
 * what the journal can take as it is: strict UTF-8, one object on one line with at least one
 * member, no key written with escapes at the top, at most one `uuid`. Anything else, be it bad
 * or only unusual, is left to the exact way in `lib/event/`.
 */
import {
  beginLearning,
  END_WITH_TIME,
  hasServerTime,
  learnText,
  passKnown,
  UUID,
  uuidEnd,
  uuidStart,
  valueEnded,
} from "./event_shapes";
import {
  hadEscape,
  isBlankOrBreak,
  scalarEnd,
  skipBlanks,
  stringEnd,
} from "./json";
import { END, SCALAR, STRING } from "./shape_edges";
import { readUuid } from "./uuid";

/** Where the caller puts the event; as much room behind it as the longest it may be. */
export const INPUT: usize = 4096;
/** The longest event looked at, in bytes; the block read last may reach beyond its end. */
export const INPUT_SIZE: usize = 256 * 1024;
/** Where the caller finds what is said of a good event, each a word of four bytes. */
export const RESULT: usize = 16;

// The words at `RESULT`: where the text of the uuid begins in the event, and its length, which is
// 0 where it has none; whether it is canonical; whether there is a `server_time`; and the four
// words of a canonical uuid. Behind them, where a line ends.
const UUID_START: usize = RESULT;
const UUID_LENGTH: usize = RESULT + 4;
const IS_CANONICAL: usize = RESULT + 8;
const HAS_SERVER_TIME: usize = RESULT + 12;
const UUID_WORDS: usize = RESULT + 16;
const LINE_END: usize = RESULT + 32;

/**
 * Where `joinLines` puts lines, behind the known shapes; and how many there are at most. It is not
 * where a page of memory begins: what is allocated begins 16 bytes behind one, and copying on by 1
 * to 31 bytes takes AMD's Zen 3 thirty times as long.
 */
export const JOINED: usize = 0x80040;
export const MAX_JOINED: i32 = 2048;
/** For each a row of words: whether there is a uuid, and its four words. */
export const ROWS: usize = 0xe0000;
const ROW: usize = 20;
/** For each a word: where at `JOINED` it ends. */
export const ENDS: usize = 0xea000;

/** Levels of objects and lists; the first is the event itself. */
export const MAX_NESTING: i32 = 1000;

/** A byte for each open level: the bracket that opened it. */
const LEVELS: usize = 1024;

/**
 * The event that begins at `from` and ends before a line break or at `end`, both relative to
 * `INPUT`; where that is stands at `LINE_END`.
 *
 * @returns as `check`
 */
function checkLine(from: i32, end: i32): i32 {
  const start = INPUT + <usize> from;
  const inputEnd = INPUT + <usize> end;
  store<u8>(inputEnd, 0);
  const passed = passKnown(start, inputEnd);
  if (passed != 0 && tellPassed(start)) {
    store<u32>(LINE_END, <u32> (passed - INPUT));
    return <i32> (passed - 1 - start);
  }
  const lineEnd = newlineOrEnd(start, inputEnd);
  store<u32>(LINE_END, <u32> (lineEnd - INPUT));
  return checkTokens(start, trimmedEnd(start, lineEnd));
}

/**
 * @param length of the event at `INPUT`, in bytes
 * @returns the length up to, without, the last brace; 0 where the event needs the exact way
 */
export function check(length: i32): i32 {
  const end = trimmedEnd(INPUT, INPUT + <usize> length);
  return passKnown(INPUT, end) == end && tellPassed(INPUT)
    ? <i32> (end - 1 - INPUT)
    : checkTokens(INPUT, end);
}

/**
 * Joins lines that are surely good, have no `server_time` and no unusual uuid: each up to its last
 * brace, with a comma for that and room for a tail. It stops before the first other one, before
 * one of which the end is not there yet, and when there are enough.
 *
 * @param from where in `INPUT` a line begins
 * @param end of the input; all of the last line is there where it `isLast`
 * @param maxLength of a line, in bytes
 * @param tailLength in bytes, no more than 42
 * @returns how many; where it stopped stands at `LINE_END`
 */
export function joinLines(
  from: i32,
  end: i32,
  isLast: bool,
  maxLength: i32,
  tailLength: i32,
): i32 {
  let at = from;
  let target = JOINED;
  let row = ROWS;
  let count = 0;
  while (at < end && count < MAX_JOINED) {
    const start = INPUT + <usize> at;
    if (load<u8>(start) == 0x0a) {
      at++;
      continue;
    }
    const length = checkLine(at, end);
    const lineEnd = <i32> load<u32>(LINE_END);
    if (length == 0 || lineEnd - at > maxLength) break;
    if (lineEnd == end && !isLast) break;
    const hasUuid = load<u32>(UUID_LENGTH) != 0;
    if (load<u32>(HAS_SERVER_TIME) != 0) break;
    if (hasUuid && load<u32>(IS_CANONICAL) == 0) break;
    memory.copy(target, start, length);
    store<u8>(target + <usize> length, 0x2c);
    target += <usize> (length + 1 + tailLength);
    store<u32>(row, hasUuid ? 1 : 0);
    if (hasUuid) v128.store(row + 4, v128.load(UUID_WORDS));
    else v128.store(row + 4, i32x4.splat(0));
    row += ROW;
    store<u32>(ENDS + 4 * <usize> count, <u32> (target - JOINED));
    count++;
    at = lineEnd + 1;
  }
  store<u32>(LINE_END, <u32> min(at, end));
  return count;
}

/** Says of an event that was passed over what there is to say; not of an unusual uuid. */
function tellPassed(start: usize): bool {
  store<u32>(HAS_SERVER_TIME, hasServerTime ? 1 : 0);
  if (uuidStart == 0) {
    store<u32>(UUID_LENGTH, 0);
    return true;
  }
  tellUuid(start, uuidStart, uuidEnd);
  return load<u32>(IS_CANONICAL) != 0;
}

function tellUuid(start: usize, text: usize, end: usize): void {
  const length = <u32> (end - text);
  store<u32>(UUID_START, <u32> (text - start));
  store<u32>(UUID_LENGTH, length);
  store<u32>(IS_CANONICAL, length == 36 && readUuid(text, UUID_WORDS) ? 1 : 0);
}

/** Without the blanks and line breaks at its end, where a NUL is put. */
function trimmedEnd(start: usize, end: usize): usize {
  while (end > start && isBlankOrBreak(load<u8>(end - 1))) end--;
  // No state accepts a NUL: nothing below needs to ask whether the end is reached.
  store<u8>(end, 0);
  return end;
}

/** Looks beyond the end, at what is there. */
function newlineOrEnd(from: usize, end: usize): usize {
  const newlines = i8x16.splat(0x0a);
  for (let at = from; at < end; at += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), newlines));
    if (mask != 0) return min(at + ctz(mask), end);
  }
  return end;
}

/** The check, token by token; learns the event's shape on the way. */
function checkTokens(start: usize, end: usize): i32 {
  store<u32>(UUID_LENGTH, 0);
  store<u32>(HAS_SERVER_TIME, 0);
  beginLearning(start);
  if (load<u8>(start) != 0x7b) return 0;
  let at = skipBlanks(start + 1);
  if (load<u8>(at) == 0x7d) return 0;
  store<u8>(LEVELS + 1, 0x7b);
  let depth = 1;
  let isInObject = true;
  let hasUuid = false;
  while (true) {
    // Here a member's key, or a list's item, begins.
    let isUuid = false;
    if (isInObject) {
      if (load<u8>(at) != 0x22) return 0;
      const key = at + 1;
      at = stringEnd(key);
      if (at == 0) return 0;
      if (depth == 1) {
        if (hadEscape) return 0;
        if (isServerTime(key, at)) store<u32>(HAS_SERVER_TIME, 1);
        isUuid = at - key == 4 && load<u32>(key) == 0x64697575;
        if (isUuid) {
          if (hasUuid) return 0;
          hasUuid = true;
        }
      }
      at = skipBlanks(at + 1);
      if (load<u8>(at) != 0x3a) return 0;
      at = skipBlanks(at + 1);
    }
    const first = load<u8>(at);
    if (first == 0x22) {
      const text = at + 1;
      learnText(text, isUuid ? UUID : STRING);
      at = stringEnd(text);
      if (at == 0) return 0;
      if (isUuid) {
        if (hadEscape) return 0;
        tellUuid(start, text, at);
      }
      valueEnded(++at);
    } else if (first == 0x7b || first == 0x5b) {
      if (++depth > MAX_NESTING) return 0;
      store<u8>(LEVELS + depth, first);
      isInObject = first == 0x7b;
      at = skipBlanks(at + 1);
      if (load<u8>(at) != first + 2) continue;
      at++;
      depth--;
    } else {
      learnText(at, SCALAR);
      at = scalarEnd(at, first);
      if (at == 0) return 0;
      valueEnded(at);
    }
    // Here a value has ended.
    while (true) {
      at = skipBlanks(at);
      const next = load<u8>(at);
      if (next == 0x2c) break;
      if (next != load<u8>(LEVELS + depth) + 2) return 0;
      at++;
      if (--depth > 0) continue;
      if (at != end) return 0;
      learnText(at, load<u32>(HAS_SERVER_TIME) != 0 ? END_WITH_TIME : END);
      return <i32> (at - 1 - start);
    }
    at = skipBlanks(at + 1);
    isInObject = load<u8>(LEVELS + depth) == 0x7b;
  }
}

/** `server_time`, eleven bytes, in two overlapping words. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function isServerTime(start: usize, end: usize): bool {
  return end - start == 11 && load<u64>(start) == 0x745f726576726573 &&
    load<u64>(start, 3) == 0x656d69745f726576;
}
