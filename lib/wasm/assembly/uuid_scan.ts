/**
 * The uuids of lines that a journal has written, for a start that must remember a million of them.
 *
 * AssemblyScript; `task wasm` compiles it. It parses nothing: it trusts a line that ends as the
 * journal ends its own. Such a line has at most one place that reads `"uuid":`, and whether that
 * is a key of the event itself is told by the brackets before it. Whatever else could matter, such
 * as an escape that could write a quote or a key otherwise, leaves the line to the exact way.
 */
import { readUuid } from "./uuid";

/** Where the caller puts whole lines; behind them a byte more, and room to read over the end. */
export const INPUT: usize = 4096;
export const INPUT_SIZE: usize = 256 * 1024;
/**
 * For each line seven words: where it begins and ends in `INPUT`, without its line break; one of
 * the numbers below; and the four words of the uuid.
 */
export const LINES: usize = 272 * 1024;
const LINE_SIZE: usize = 28;

export const NO_UUID: u32 = 0;
export const HAS_UUID: u32 = 1;
export const EXACT_WAY: u32 = 2;

/** `"server_time":"2026-11-23T21:04:05.123Z"}` */
const TAIL_SIZE: usize = 41;

/**
 * @param from where the first line begins in `INPUT`
 * @param to where the last one ends, which may lack its line break
 * @returns how many lines there are
 */
export function scan(from: i32, to: i32): i32 {
  const end = INPUT + <usize> to;
  store<u8>(end, 0x0a);
  let lines = 0;
  let out = LINES;
  for (let at = INPUT + <usize> from; at < end; lines++) {
    at = scanLine(at, out) + 1;
    out += LINE_SIZE;
  }
  return lines;
}

/** @returns where its line break is */
function scanLine(start: usize, out: usize): usize {
  let isUnusual = false;
  let keys = 0;
  let key: usize = 0;
  /** The first one in the line, or 0. */
  let escapedQuote: usize = 0;
  /** What a backslash before it has taken. */
  let taken: usize = 0;
  let end: usize = 0;
  for (let at = start; end == 0; at += 16) {
    const block = v128.load(at);
    // A line break is a control byte too.
    const controls = i8x16.lt_u(block, i8x16.splat(0x20));
    const backslashes = i8x16.eq(block, i8x16.splat(0x5c));
    const quotes = v128.and(
      v128.and(
        i8x16.eq(block, i8x16.splat(0x22)),
        i8x16.eq(v128.load(at, 1), i8x16.splat(0x75)),
      ),
      i8x16.eq(v128.load(at, 5), i8x16.splat(0x22)),
    );
    if (!v128.any_true(v128.or(v128.or(controls, backslashes), quotes))) {
      continue;
    }
    const newline = i8x16.bitmask(i8x16.eq(block, i8x16.splat(0x0a)));
    // The bits before the line break.
    const own = newline == 0 ? 0xffff : (newline & -newline) - 1;
    if (newline != 0) end = at + ctz(newline);
    if ((i8x16.bitmask(controls) & own) != 0) isUnusual = true;
    let escapes = i8x16.bitmask(backslashes) & own;
    for (; escapes != 0; escapes &= escapes - 1) {
      const place = at + ctz(escapes);
      if (place < taken) continue;
      const escaped = load<u8>(place + 1);
      if (escaped == 0x75) isUnusual = true;
      if (escaped == 0x22 && escapedQuote == 0) escapedQuote = place;
      taken = place + 2;
    }
    let quoted = i8x16.bitmask(quotes) & own;
    for (; quoted != 0; quoted &= quoted - 1) {
      const place = at + ctz(quoted);
      if (load<u32>(place + 1) != 0x64697575) continue;
      // It may be the end of a longer text.
      if (load<u8>(place - 1) == 0x5c) isUnusual = true;
      keys++;
      key = place;
    }
  }
  store<u32>(out, <u32> (start - INPUT));
  store<u32>(out + 4, <u32> (end - INPUT));
  // Quotes before the key are counted without a look at what is escaped.
  const isMisleading = escapedQuote != 0 && escapedQuote < key;
  const kind = isUnusual || isMisleading || !isOurs(start, end) || keys > 1
    ? EXACT_WAY
    : keys == 0
    ? NO_UUID
    : kindOf(start, key, out + 12);
  store<u32>(out + 8, kind);
  return end;
}

/** Whether a line begins and ends as those of the journal do. */
function isOurs(start: usize, end: usize): bool {
  if (end - start < TAIL_SIZE + 1 || load<u8>(start) != 0x7b) return false;
  const tail = end - TAIL_SIZE;
  return load<u64>(tail) == 0x5f72657672657322 &&
    load<u64>(tail, 7) == 0x223a22656d69745f &&
    load<u16>(end - 2) == 0x7d22;
}

/** Reads the only `"uuid"` of a line, if it is a key of the event itself, into four words. */
function kindOf(start: usize, key: usize, words: usize): u32 {
  const behind = load<u8>(key, 6);
  // A value, be it in a list or of another key.
  if (behind == 0x2c || behind == 0x7d || behind == 0x5d) return NO_UUID;
  if (behind != 0x3a) return EXACT_WAY;
  let depth = 0;
  let isInString = false;
  for (let at = start; at < key; at++) {
    const byte = load<u8>(at);
    if (byte == 0x22) isInString = !isInString;
    else if (!isInString && (byte | 0x20) == 0x7b) depth++;
    else if (!isInString && (byte | 0x20) == 0x7d) depth--;
  }
  if (isInString) return EXACT_WAY;
  if (depth != 1) return NO_UUID;
  // Older clients write a blank there.
  const value = load<u8>(key, 7) == 0x20 ? key + 8 : key + 7;
  const isText = load<u8>(value) == 0x22 && load<u8>(value, 37) == 0x22;
  return isText && readUuid(value + 1, words) ? HAS_UUID : EXACT_WAY;
}
