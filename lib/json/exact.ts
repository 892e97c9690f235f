/** JSON values whose numbers keep the text that they were written with. */

/** A number that JavaScript would write otherwise than it came, such as `1.0` or `1e400`. */
export interface RawNumber {
  readonly rawJSON: string;
}

/** A parsed JSON value. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | RawNumber
  | readonly JsonValue[]
  | JsonObject;

/** A parsed JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** What TypeScript's library does not know yet of JSON (ECMAScript 2026, "JSON.rawJSON"). */
interface RawJson {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
  parse(
    text: string,
    reviver: (
      key: string,
      value: unknown,
      context: { readonly source?: string },
    ) => unknown,
  ): unknown;
}

const rawJson = JSON as unknown as RawJson;

/**
 * A number that may change when it is written again: a fraction that ends in 0, more than 15
 * digits, an exponent, less than a millionth, a negative zero. Texts in strings may match as
 * well, which only costs time.
 */
const CHANGING_NUMBER =
  /[:,[\s]-?(?:\d+\.\d*0(?!\d)|\d{16}|\d[\d.]{16}|[\d.]+[eE]|0\.000000)|-0(?![.\d])|^-?\d/;

/** `JSON.parse`, but numbers keep their text. */
export function parseExact(text: string): JsonValue {
  if (!CHANGING_NUMBER.test(text)) return JSON.parse(text) as JsonValue;
  return rawJson.parse(
    text,
    (_key, value, { source }) =>
      typeof value === "number" && source !== undefined &&
        String(value) !== source
        ? rawJson.rawJSON(source)
        : value,
  ) as JsonValue;
}

/** Whether a value is a number that keeps its own text. */
export function isRawNumber(value: JsonValue): value is RawNumber {
  return rawJson.isRawJSON(value);
}

/** A value's JSON text without blanks. */
export function compactText(value: JsonValue): string {
  return JSON.stringify(value);
}
