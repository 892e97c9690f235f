/** Comparing JSON numbers by their text, exactly and whatever their size. */

/** A number as `0.DIGITS` times ten to the power `scale`, negated where `sign` is -1. */
interface Decimal {
  readonly sign: -1 | 0 | 1;
  /** Without zeros at either end. */
  readonly digits: string;
  readonly scale: number;
}

/** Negative where the number `a` is less than the number `b`; both as JSON writes numbers. */
export function compareNumberTexts(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)];
  // Reading as a double never turns an order round, it can only hide a difference.
  if (left !== right) return left < right ? -1 : 1;
  return compareDecimals(readDecimal(a), readDecimal(b));
}

/** The same text for all numbers that are equal, and for no others. */
export function numberKey(text: string): string {
  const { sign, digits, scale } = readDecimal(text);
  return `${sign},${digits},${scale}`;
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.sign !== b.sign || a.sign === 0) return a.sign - b.sign;
  const order = a.scale - b.scale ||
    (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0);
  return a.sign * order;
}

function readDecimal(text: string): Decimal {
  const [mantissa = "", exponent = "0"] = text.replace(/^-/, "").toLowerCase()
    .split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const digits = trimZeros(all);
  if (digits === "") return { sign: 0, digits, scale: 0 };
  const leadingZeros = all.length - all.replace(/^0+/, "").length;
  return {
    sign: text.startsWith("-") ? -1 : 1,
    digits,
    scale: whole.length - leadingZeros + Number(exponent),
  };
}

/** By hand at the end: a pattern for trailing zeros would try at every zero before. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === "0") end--;
  return digits.slice(0, end).replace(/^0+/, "");
}
