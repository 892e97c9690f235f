/** The order of texts: versions as versions, all else by code point. */
import { END, versionOf } from "./version_key.ts";

/** Before a version's key and before that of another text. */
const [VERSION_KIND, TEXT_KIND] = ["\0", "\x01"];

/** Units of UTF-16 that are not in the order of their code points. */
const OUT_OF_ORDER = /[\ud800-\uffff]/;
const OUT_OF_ORDER_UNITS = /[\ud800-\uffff]/g;
const [SURROGATES, BEHIND_SURROGATES] = [0xd800, 0xe000];

/**
 * Compares texts with one other: negative where they are before it; 0 for equal versions such as
 * `3.9` and `3.9.0`, and for `3.9.0 (main, Oct 5 2020)` beside them.
 */
export function comparisonWith(other: string): (text: string) => number {
  const version = versionOf(other);
  return (text) => {
    const own = version && versionOf(text);
    if (!version || !own) return compareCodePoints(text, other);
    const haveRemarks = own.hasRemark && version.hasRemark;
    return compareUnits(own.key, version.key) ||
      (haveRemarks ? compareCodePoints(text, other) : 0);
  };
}

/**
 * A key for a total order over lists of as many texts, in which keys are compared by UTF-16
 * units: by the first texts that differ, versions before others, each among their kind.
 */
export function sortKey(texts: readonly string[]): string {
  const keys = texts.map(textKey);
  if (keys.length === 1) return keys[0]!;
  // What ends a key must not be within one.
  return keys.map((key) => key.replaceAll(END, `${END}\x01`)).join(END + END);
}

function textKey(text: string): string {
  const version = versionOf(text);
  const key = codePointKey(text);
  return version ? VERSION_KIND + version.key + key : TEXT_KIND + key;
}

/** The same order by UTF-16 units as the text's by code points. */
function codePointKey(text: string): string {
  if (!OUT_OF_ORDER.test(text)) return text;
  return text.replace(
    OUT_OF_ORDER_UNITS,
    (unit) => String.fromCharCode(placeOf(unit.charCodeAt(0))),
  );
}

/** No further than up to the first difference: texts may be long. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at === length
    ? a.length - b.length
    : placeOf(a.charCodeAt(at)) - placeOf(b.charCodeAt(at));
}

/** UTF-16 units put U+1F600 before U+FFFD: in order, surrogates are behind all others. */
function placeOf(unit: number): number {
  if (unit < SURROGATES) return unit;
  return unit < BEHIND_SURROGATES
    ? unit + 0x10000 - BEHIND_SURROGATES
    : unit - BEHIND_SURROGATES + SURROGATES;
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
