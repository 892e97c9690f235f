/**
 * The tokens of JSON (RFC 8259) in strict UTF-8, each passed over in one go.
 *
 * All take and give places in memory and give 0 where there is no such token. No token holds a
 * NUL or, but for the blanks at its end, a line break: either is enough to end the input.
 */

/** Whether the string that `stringEnd` passed over last had an escape. */
export let hadEscape: bool = false;

// @ts-ignore: a decorator of AssemblyScript
@inline
export function isBlankOrBreak(byte: u8): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** Line breaks between tokens are left to the exact way, which makes blanks of them. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function skipBlanks(at: usize): usize {
  // Mostly there is none, or one.
  let byte = load<u8>(at);
  while (byte <= 0x20) {
    if (byte != 0x20 && byte != 0x09) return at;
    byte = load<u8>(++at);
  }
  return at;
}

/** The place of the closing quote of a string that begins at `at`; 0 where it is no string. */
export function stringEnd(at: usize): usize {
  hadEscape = false;
  const quotes = i8x16.splat(0x22);
  const backslashes = i8x16.splat(0x5c);
  const blanks = i8x16.splat(0x20);
  while (true) {
    const block = v128.load(at);
    // What needs a look: a quote, an escape, a control byte, and what is not ASCII, which is
    // negative where bytes have a sign.
    const special = v128.or(
      v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)),
      i8x16.lt_s(block, blanks),
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

/** Behind a literal or a number; 0 where it is neither. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function scalarEnd(at: usize, first: u8): usize {
  return first == 0x74 || first == 0x66 || first == 0x6e
    ? literalEnd(at, first)
    : numberEnd(at, first);
}

/** Behind `true`, `false` or `null`; 0 where it is none of them. */
export function literalEnd(at: usize, first: u8): usize {
  if (first == 0x74) return load<u32>(at) == 0x65757274 ? at + 4 : 0;
  if (first == 0x6e) return load<u32>(at) == 0x6c6c756e ? at + 4 : 0;
  return load<u32>(at, 1) == 0x65736c61 ? at + 5 : 0;
}

/** Behind a number (RFC 8259, section 6); 0 where it is none. */
export function numberEnd(at: usize, first: u8): usize {
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

// @ts-ignore: a decorator of AssemblyScript
@inline
export function hexDigit(byte: u8): i32 {
  if (isDigit(byte)) return byte - 0x30;
  const lower: u8 = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
