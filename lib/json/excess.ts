/** What a JSON text has too much of, told in one walk over its bytes that builds nothing. */

/** How much a text may have. */
export interface ShapeLimits {
  /** Levels of objects and lists within each other. */
  readonly maxNesting: number;
  /** Members of one object. */
  readonly maxKeys: number;
  /** Bytes of UTF-8 between the quotation marks of a string or a key, escapes as written. */
  readonly maxStringBytes: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * The first limit that a text exceeds; `undefined` where it keeps them all.
 *
 * @param bytes of a text that `JSON.parse` accepts, or of the beginning of one
 */
export function excessOf(
  bytes: Uint8Array,
  { maxNesting, maxKeys, maxStringBytes }: ShapeLimits,
): keyof ShapeLimits | undefined {
  /** For each open object or list how many members it had up to here. */
  const keys: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const start = at + 1;
      at = stringEnd(bytes, start);
      if (at - start > maxStringBytes) return "maxStringBytes";
    } else if (byte === COLON) {
      if (++keys[keys.length - 1]! > maxKeys) return "maxKeys";
    } else if (byte === 0x7b || byte === 0x5b) {
      if (keys.push(0) > maxNesting) return "maxNesting";
    } else if (byte === 0x7d || byte === 0x5d) keys.pop();
  }
  return undefined;
}

/** Where the quotation mark stands that ends the string. */
function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] === BACKSLASH) at++;
  }
  return bytes.length;
}
