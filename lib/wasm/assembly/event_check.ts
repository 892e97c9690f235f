/**
 * Whether bytes are surely a good event, decided in one pass that builds nothing.
 *
 * AssemblyScript; `task wasm` compiles it. It says yes only to what `JSON.parse` accepts and
 * what the journal can take as it is: strict UTF-8, one object on one line with at least one
 * member, no key written with escapes at the top, at most one `uuid`. Anything else, be it bad
 * or only unusual, is left to the exact way in `lib/event/`.
 */

/** Where the caller puts the event; as much room behind it as the longest it may be. */
export const INPUT: usize = 4096;
/** The longest event looked at, in bytes; the block read last may reach beyond its end. */
export const INPUT_SIZE: usize = 256 * 1024;
/** Where the caller finds what is said of a good event, each a word of four bytes. */
export const RESULT: usize = 16;

// The words at `RESULT`: where the text of the uuid begins in the event, and its length, which is
// 0 where it has none; whether it is canonical; whether there is a `server_time`; and the four
// words of a canonical uuid.
const UUID_START: usize = RESULT;
const UUID_LENGTH: usize = RESULT + 4;
const IS_CANONICAL: usize = RESULT + 8;
const HAS_SERVER_TIME: usize = RESULT + 12;
const UUID_WORDS: usize = RESULT + 16;

/** Levels of objects and lists; the first is the event itself. */
export const MAX_NESTING: i32 = 1000;

/** A byte for each open level: the bracket that opened it. */
const LEVELS: usize = 1024;

/** Whether the string that `stringEnd` passed over last had an escape. */
let hadEscape: bool = false;

/**
 * @param length of the event at `INPUT`, in bytes
 * @returns the length up to, without, the last brace; 0 where the event needs the exact way
 */
export function check(length: i32): i32 {
  store<u32>(UUID_LENGTH, 0);
  store<u32>(IS_CANONICAL, 0);
  store<u32>(HAS_SERVER_TIME, 0);
  let end = INPUT + <usize> length;
  while (end > INPUT && isBlankOrBreak(load<u8>(end - 1))) end--;
  // No state accepts a NUL: nothing below needs to ask whether the end is reached.
  store<u8>(end, 0);
  if (load<u8>(INPUT) != 0x7b) return 0;
  let at = skipBlanks(INPUT + 1);
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
      const start = at + 1;
      at = stringEnd(start);
      if (at == 0) return 0;
      if (depth == 1) {
        if (hadEscape) return 0;
        if (isServerTime(start, at)) store<u32>(HAS_SERVER_TIME, 1);
        isUuid = at - start == 4 && load<u32>(start) == 0x64697575;
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
      const start = at + 1;
      at = stringEnd(start);
      if (at == 0) return 0;
      if (isUuid) {
        if (hadEscape) return 0;
        const length = <u32> (at - start);
        store<u32>(UUID_START, <u32> (start - INPUT));
        store<u32>(UUID_LENGTH, length);
        store<u32>(IS_CANONICAL, length == 36 && readUuid(start) ? 1 : 0);
      }
      at++;
    } else if (first == 0x7b || first == 0x5b) {
      if (++depth > MAX_NESTING) return 0;
      store<u8>(LEVELS + depth, first);
      isInObject = first == 0x7b;
      at = skipBlanks(at + 1);
      if (load<u8>(at) != first + 2) continue;
      at++;
      depth--;
    } else {
      at = first == 0x74 || first == 0x66 || first == 0x6e
        ? literalEnd(at, first)
        : numberEnd(at, first);
      if (at == 0) return 0;
    }
    // Here a value has ended.
    while (true) {
      at = skipBlanks(at);
      const next = load<u8>(at);
      if (next == 0x2c) break;
      if (next != load<u8>(LEVELS + depth) + 2) return 0;
      if (--depth == 0) return at + 1 == end ? <i32> (at - INPUT) : 0;
      at++;
    }
    at = skipBlanks(at + 1);
    isInObject = load<u8>(LEVELS + depth) == 0x7b;
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function isBlankOrBreak(byte: u8): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** Line breaks between tokens are left to the exact way, which makes blanks of them. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function skipBlanks(at: usize): usize {
  while (load<u8>(at) == 0x20 || load<u8>(at) == 0x09) at++;
  return at;
}

/** `server_time`, eleven bytes, in two overlapping words. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function isServerTime(start: usize, end: usize): bool {
  return end - start == 11 && load<u64>(start) == 0x745f726576726573 &&
    load<u64>(start, 3) == 0x656d69745f726576;
}

/** The place of the closing quote of a string that begins at `at`; 0 where it is no string. */
function stringEnd(at: usize): usize {
  hadEscape = false;
  const quotes = i8x16.splat(0x22);
  const backslashes = i8x16.splat(0x5c);
  const blanks = i8x16.splat(0x20);
  while (true) {
    const block = v128.load(at);
    // What needs a look: a quote, an escape, a control byte, and what is not ASCII.
    const special = v128.or(
      v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)),
      v128.or(i8x16.lt_u(block, blanks), block),
    );
    const mask = i8x16.bitmask(special);
    if (mask == 0) {
      at += 16;
      continue;
    }
    at += ctz(mask);
    const byte = load<u8>(at);
    if (byte == 0x22) return at;
    if (byte == 0x5c) {
      hadEscape = true;
      at = escapeEnd(at + 1);
    } else if (byte >= 0x80) {
      at = codePointEnd(at, byte);
    } else {
      return 0;
    }
    if (at == 0) return 0;
  }
}

/** Behind an escape whose backslash stands before `at`; 0 where there is no such escape. */
function escapeEnd(at: usize): usize {
  const byte = load<u8>(at);
  switch (byte) {
    case 0x22:
    case 0x2f:
    case 0x5c:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return at + 1;
    case 0x75:
      for (let digit: usize = 1; digit <= 4; digit++) {
        if (hexDigit(load<u8>(at + digit)) < 0) return 0;
      }
      return at + 5;
    default:
      return 0;
  }
}

/** Behind a code point of two to four bytes (RFC 3629, table of section 4); 0 where it is none. */
function codePointEnd(at: usize, lead: u8): usize {
  const second = load<u8>(at, 1);
  if (lead < 0xe0) return lead >= 0xc2 && isTrail(second) ? at + 2 : 0;
  if (!isTrail(load<u8>(at, 2))) return 0;
  if (lead < 0xf0) {
    const isGood = lead == 0xe0
      ? second >= 0xa0 && second <= 0xbf
      : lead == 0xed
      ? second >= 0x80 && second <= 0x9f
      : isTrail(second);
    return isGood ? at + 3 : 0;
  }
  if (!isTrail(load<u8>(at, 3))) return 0;
  const isGood = lead == 0xf0
    ? second >= 0x90 && second <= 0xbf
    : lead == 0xf4
    ? second >= 0x80 && second <= 0x8f
    : lead < 0xf4 && isTrail(second);
  return isGood ? at + 4 : 0;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function isTrail(byte: u8): bool {
  return (byte & 0xc0) == 0x80;
}

/** Behind `true`, `false` or `null`; 0 where it is none of them. */
function literalEnd(at: usize, first: u8): usize {
  if (first == 0x74) return load<u32>(at) == 0x65757274 ? at + 4 : 0;
  if (first == 0x6e) return load<u32>(at) == 0x6c6c756e ? at + 4 : 0;
  return load<u32>(at, 1) == 0x65736c61 ? at + 5 : 0;
}

/** Behind a number (RFC 8259, section 6); 0 where it is none. */
function numberEnd(at: usize, first: u8): usize {
  let byte = first;
  if (byte == 0x2d) byte = load<u8>(++at);
  if (!isDigit(byte)) return 0;
  if (byte == 0x30) at++;
  else at = digitsEnd(at + 1);
  if (load<u8>(at) == 0x2e) {
    if (!isDigit(load<u8>(++at))) return 0;
    at = digitsEnd(at + 1);
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    byte = load<u8>(++at);
    if (byte == 0x2b || byte == 0x2d) byte = load<u8>(++at);
    if (!isDigit(byte)) return 0;
    at = digitsEnd(at + 1);
  }
  return at;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function digitsEnd(at: usize): usize {
  while (isDigit(load<u8>(at))) at++;
  return at;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function isDigit(byte: u8): bool {
  return byte - 0x30 < 10;
}

/** Reads a canonical UUID (RFC 9562, either case) of 36 bytes into `UUID_WORDS`. */
function readUuid(start: usize): bool {
  let digits = 0;
  let word: u32 = 0;
  for (let at: usize = 0; at < 36; at++) {
    const byte = load<u8>(start + at);
    if (at == 8 || at == 13 || at == 18 || at == 23) {
      if (byte != 0x2d) return false;
      continue;
    }
    const digit = hexDigit(byte);
    if (digit < 0) return false;
    word = (word << 4) | digit;
    if ((++digits & 7) == 0) store<u32>(UUID_WORDS + (digits >> 1) - 4, word);
  }
  return true;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function hexDigit(byte: u8): i32 {
  if (isDigit(byte)) return byte - 0x30;
  const lower: u8 = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
