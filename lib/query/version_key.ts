/**
 * Versions as keys: texts whose order by UTF-16 units, which is the quickest comparison there is,
 * is that of the versions.
 *
 * A version is compared as PEP 440 does where it applies: number by number, missing ones being
 * zero, and `3.12.0rc1` before `3.12.0`; a suffix of another kind (`-30-generic`) comes after.
 */

/** A text that begins with a version. */
export interface Version {
  /** Before that of another version where the version comes before it, and no beginning of it. */
  readonly key: string;
  /** Whether more follows behind a blank. */
  readonly hasRemark: boolean;
}

/** In keys, what comes first of all: a list is before a longer one that begins with it. */
export const END = "\0";
const END_UNIT = 0;
const [WORD, NUMBER] = [1, 2];

/** Longer texts are no versions that anybody reads; a key has the length of a number in a unit. */
const MAX_LENGTH = 200;
/** Most begin with a digit, and none is a version. */
const UUID_LENGTH = 36;
const UUID_HYPHENS = [8, 13, 18, 23];

/** Words that come before the release itself, in this order; the first one of a suffix counts. */
const PRE_RELEASES: ReadonlyMap<string, number> = new Map([
  ["dev", 1],
  ["a", 2],
  ["alpha", 2],
  ["b", 3],
  ["beta", 3],
  ["c", 4],
  ["rc", 4],
  ["pre", 4],
  ["preview", 4],
]);
const MAX_PRE_RELEASE = "preview".length;
const [RELEASE, LATER] = [5, 6];

const [DIGIT_0, DIGIT_9] = [0x30, 0x39];
const [LOWER_A, LOWER_V, LOWER_Z, LOWER_BIT] = [0x61, 0x76, 0x7a, 0x20];
const [DOT, BLANK] = [0x2e, 0x20];
/** What may stand in a suffix besides letters and digits. */
const SEPARATORS = new Set(Array.from("-+.~_", (each) => each.charCodeAt(0)));

/**
 * Reads `[v]NUMBER[.NUMBER]...[SUFFIX][ REMARK]`; `undefined` where a text is not like that. The
 * suffix has letters, digits and `-+.~_`, and begins with no digit. A UUID is no version.
 */
export function versionOf(text: string): Version | undefined {
  const first = text.charCodeAt(0);
  const start = isDigit(first) ? 0 : (first | LOWER_BIT) === LOWER_V ? 1 : -1;
  if (start < 0 || text.length > MAX_LENGTH || isUuid(text)) return undefined;
  if (!isDigit(text.charCodeAt(start))) return undefined;
  const units: number[] = [];
  const numbersEnd = addNumbers(units, text, start);
  const end = addSuffix(units, text, numbersEnd);
  const hasRemark = text.charCodeAt(end) === BLANK;
  if (end < text.length && !hasRemark) return undefined;
  return { key: String.fromCharCode(...units), hasRemark };
}

function isUuid(text: string): boolean {
  return text.length === UUID_LENGTH &&
    UUID_HYPHENS.every((at) => text[at] === "-");
}

/** Adds numbers with dots in between, but for zeros at the end. @returns where they end */
function addNumbers(units: number[], text: string, start: number): number {
  let kept = 0;
  for (let at = start;; at++) {
    const before = units.length;
    at = addNumber(units, text, at);
    // A zero is its length and one digit.
    const isZero = units.length === before + 2 && units.at(-1) === DIGIT_0;
    if (!isZero) kept = units.length;
    if (text.charCodeAt(at) === DOT && isDigit(text.charCodeAt(at + 1))) {
      continue;
    }
    units.length = kept;
    units.push(END_UNIT);
    return at;
  }
}

/** Adds a number without zeros in front, of which the longer one is the greater. */
function addNumber(units: number[], text: string, start: number): number {
  let first = start;
  while (
    text.charCodeAt(first) === DIGIT_0 && isDigit(text.charCodeAt(first + 1))
  ) {
    first++;
  }
  const length = units.push(0);
  let at = first;
  for (; isDigit(text.charCodeAt(at)); at++) units.push(text.charCodeAt(at));
  units[length - 1] = at - first;
  return at;
}

/** Adds the words and numbers of a suffix, if there is one. @returns where it ends */
function addSuffix(units: number[], text: string, start: number): number {
  const rank = units.push(RELEASE) - 1;
  let at = start;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (isLetter(unit)) {
      const wordStart = at;
      units.push(WORD);
      for (; isLetter(text.charCodeAt(at)); at++) {
        units.push(text.charCodeAt(at) | LOWER_BIT);
      }
      units.push(END_UNIT);
      if (units[rank] === RELEASE) {
        units[rank] = rankOf(text.slice(wordStart, at));
      }
    } else if (isDigit(unit)) {
      units.push(NUMBER);
      at = addNumber(units, text, at);
      if (units[rank] === RELEASE) units[rank] = LATER;
    } else if (SEPARATORS.has(unit)) {
      at++;
    } else {
      break;
    }
  }
  if (at > start && units[rank] === RELEASE) {
    // Nothing but separators: an empty word.
    units[rank] = LATER;
    units.push(WORD, END_UNIT);
  }
  units.push(END_UNIT);
  return at;
}

function rankOf(word: string): number {
  if (word.length > MAX_PRE_RELEASE) return LATER;
  return PRE_RELEASES.get(word.toLowerCase()) ?? LATER;
}

function isDigit(unit: number): boolean {
  return unit >= DIGIT_0 && unit <= DIGIT_9;
}

function isLetter(unit: number): boolean {
  const lower = unit | LOWER_BIT;
  return lower >= LOWER_A && lower <= LOWER_Z;
}
