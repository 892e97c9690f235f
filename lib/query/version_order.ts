/**
 * The order of texts: versions as versions, all else by code point.
 *
 * A version is compared as PEP 440 does where it applies: number by number, missing ones being
 * zero, and `3.12.0rc1` before `3.12.0`; a suffix of another kind (`-30-generic`) comes after.
 */

/** Begins with a number and has no characters but those of versions, up to a blank. */
const VERSION =
  /^[vV]?(\d+(?:\.\d+)*)([-+.~_a-zA-Z][-+.~_a-zA-Z0-9]*)?(?<remark> .*)?$/s;
const [DIGIT_0, DIGIT_9, LOWER_V] = [0x30, 0x39, 0x76];
const SURROGATE = /[\ud800-\udfff]/;
/** Longer texts are no versions that anybody reads. */
const MAX_LENGTH = 200;

/** Words that come before the release itself, in this order. */
const PRE_RELEASES: Readonly<Record<string, number>> = {
  dev: -5,
  a: -4,
  alpha: -4,
  b: -3,
  beta: -3,
  c: -2,
  rc: -2,
  pre: -2,
  preview: -2,
};

interface Version {
  readonly numbers: readonly string[];
  readonly suffix: readonly string[];
  /** Whether more follows behind a blank. */
  readonly hasRemark: boolean;
}

/**
 * Negative where `a` is before `b`; 0 for equal versions such as `3.9` and `3.9.0`, and for
 * `3.9.0 (main, Oct 5 2020)` beside them.
 */
export function compareTexts(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) return compareCodePoints(a, b);
  const haveRemarks = left.hasRemark && right.hasRemark;
  return compareVersions(left, right) ||
    (haveRemarks ? compareCodePoints(a, b) : 0);
}

/** A key, read once for all its comparisons. */
export interface SortKey {
  readonly text: string;
  readonly version: Version | undefined;
  /** Whether comparing UTF-16 units, which is quickest, is comparing code points. */
  readonly hasNoSurrogates: boolean;
}

/** Reads a key. */
export function sortKey(text: string): SortKey {
  return {
    text,
    version: parseVersion(text),
    hasNoSurrogates: !SURROGATE.test(text),
  };
}

/** A total order over keys: versions first, each among their kind. */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (a.version && b.version) {
    return compareVersions(a.version, b.version) ||
      compareCodePoints(a.text, b.text);
  }
  if (a.version) return -1;
  if (b.version) return 1;
  if (a.hasNoSurrogates && b.hasNoSurrogates) {
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  }
  return compareCodePoints(a.text, b.text);
}

function parseVersion(text: string): Version | undefined {
  if (text.length > MAX_LENGTH || !mayBeVersion(text)) return undefined;
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  return {
    hasRemark: match.groups?.remark !== undefined,
    numbers: match[1]!.split(".").map(withoutZeros),
    suffix: match[2]?.toLowerCase().match(/\d+|[a-z]+/g)?.map(withoutZeros) ??
      (match[2] ? [""] : []),
  };
}

/** Told by the first character, before all else is looked at. */
function mayBeVersion(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= DIGIT_0 && first <= DIGIT_9 || (first | 0x20) === LOWER_V;
}

function compareVersions(a: Version, b: Version): number {
  const length = Math.max(a.numbers.length, b.numbers.length);
  for (let index = 0; index < length; index++) {
    const order = compareDigits(
      a.numbers[index] ?? "0",
      b.numbers[index] ?? "0",
    );
    if (order !== 0) return order;
  }
  const order = suffixRank(a.suffix) - suffixRank(b.suffix);
  return order !== 0 ? order : compareSuffixes(a.suffix, b.suffix);
}

function withoutZeros(part: string): string {
  return part.startsWith("0") ? part.replace(/^0+(?=\d)/, "") : part;
}

/** Whole numbers of any length, without zeros in front. */
function compareDigits(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Pre-releases below zero, the release itself at zero, all else above. */
function suffixRank(suffix: readonly string[]): number {
  const word = suffix[0];
  if (word === undefined) return 0;
  return Object.hasOwn(PRE_RELEASES, word) ? PRE_RELEASES[word]! : 1;
}

function compareSuffixes(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left, right] = [a[index]!, b[index]!];
    const areNumbers = [/^\d/.test(left), /^\d/.test(right)];
    if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? 1 : -1;
    const order = areNumbers[0]
      ? compareDigits(left, right)
      : compareCodePoints(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** JavaScript's own comparison is by UTF-16 unit, which puts U+1F600 before U+FFFD. */
function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  const length = Math.min(a.length, b.length);
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
  const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
  if (isSurrogate(left) !== isSurrogate(right)) {
    const other = isSurrogate(left) ? right : left;
    if (other > 0xdfff) return isSurrogate(left) ? 1 : -1;
  }
  return left - right;
}
