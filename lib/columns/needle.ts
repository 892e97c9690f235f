/** What the bytes of a line must hold for a condition to be met. */
import {
  alternativesOf,
  JSON_NUMBER,
  type Predicate,
} from "../query/predicate.ts";
import { MAX_NEEDLE_BYTES } from "./byte_search.ts";

/**
 * Characters that need not stand in a line just as in a value's text: JSON may write them
 * otherwise, or they come from bytes that are no UTF-8.
 */
const ESCAPABLE = /[\p{Cc}"\\/\ufffd]/u;
/** As well those around which JSON may have blanks, outside of strings. */
const NOT_PLAIN = /[\p{Cc}"\\/\ufffd,:[\]{}]/u;
/** What begins as other values than strings do. */
const MAYBE_NO_STRING = /^(?:[[{]|true$|false$|null$)/;

/** A character of UTF-8 has at most four bytes. */
const MAX_NEEDLE_CHARACTERS = MAX_NEEDLE_BYTES / 4;
/** Shorter texts are in too many lines. */
const MIN_LENGTH = 3;
/** Each is looked for by itself: of more, columns tell sooner. */
const MAX_NEEDLES = 16;
/** An escape can stand for any character. */
const ESCAPE = "\\u";
const encoder = new TextEncoder();

/**
 * Texts of which a line that meets all conditions has at least one; `undefined` where none can
 * be told. Such a line need not meet them.
 */
export function needlesOf(
  where: readonly Predicate[],
): readonly Uint8Array[] | undefined {
  const found = where.flatMap((each) => {
    const texts = textsOf(each);
    return texts.length > 0 && texts.length <= MAX_NEEDLES &&
        texts.every((text) => text.length >= MIN_LENGTH)
      ? [texts]
      : [];
  });
  // The longer the shortest of them, the fewer lines have it.
  const [best] = found.sort((a, b) => shortest(b) - shortest(a));
  return best && [...new Set(best), ESCAPE].map((text) => encoder.encode(text));
}

function shortest(texts: readonly string[]): number {
  return Math.min(...texts.map(({ length }) => length));
}

/** For each text that would do, what a line with it must hold. */
function textsOf({ path, operator, operand }: Predicate): string[] {
  // A virtual field's values need not stand in the record.
  if (path.segments === undefined) return [];
  if (operator === "~") return [longestRun(operand)];
  return operator === "=" ? alternativesOf(operand).map(wholeValue) : [];
}

function wholeValue(text: string): string {
  // Numbers are equal however they are written.
  if (JSON_NUMBER.test(text)) return "";
  return MAYBE_NO_STRING.test(text) || ESCAPABLE.test(text)
    ? longestRun(text)
    : `"${text}"`.slice(0, MAX_NEEDLE_CHARACTERS);
}

function longestRun(text: string): string {
  const longest = text.split(NOT_PLAIN)
    .reduce((a, b) => b.length > a.length ? b : a);
  return longest.slice(0, MAX_NEEDLE_CHARACTERS);
}
