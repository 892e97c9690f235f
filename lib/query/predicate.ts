/**
 * Conditions of `where`: `PATH OP VALUE`, `PATH?` (present), `!PATH` (absent).
 *
 * Blanks around PATH and VALUE do not count. A comparison holds only for a record that has the path. In VALUE, `|` separates alternatives
 * after `=` and `!=`, `\|` is a bar, and every other character means itself.
 */
import { badQuery } from "../error.ts";
import { compactText, isRawNumber, type JsonValue } from "../json/exact.ts";
import { compareNumberTexts, numberKey } from "../json/decimal.ts";
import { findUnescaped, parsePath, type Path, trimBlanks } from "./path.ts";
import { comparisonWith } from "./version_order.ts";

/** A condition, as data. */
export interface Predicate {
  readonly path: Path;
  readonly operator: Operator | "present" | "absent";
  /** As it was asked; empty for `present` and `absent`. */
  readonly operand: string;
}

/** The operators; one that begins like another stands before it. */
const OPERATORS = ["!=", "!~", "<=", ">=", "=", "~", "<", ">"] as const;
type Operator = typeof OPERATORS[number];

const ACCEPTED =
  'PATH=VALUE, with = != < <= > >= ~ (contains) !~, or "PATH?" for present, "!PATH" for absent';
/** A number as JSON writes it. */
export const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * Reads one condition.
 *
 * @throws {ServiceError} 400 where it is not understood
 */
export function parsePredicate(text: string): Predicate {
  if (text.startsWith("!")) return absent(text);
  const at = findUnescaped(text, "=!<>~?");
  if (at < 0) throw notUnderstood(text, "it has no operator");
  if (at === 0) throw notUnderstood(text, "it has no path");
  const path = parsePath(trimBlanks(text.slice(0, at)));
  if (text[at] === "?") {
    if (at !== text.length - 1) {
      throw notUnderstood(text, 'nothing may follow "?"');
    }
    return { path, operator: "present", operand: "" };
  }
  const operator = OPERATORS.find((each) => text.startsWith(each, at));
  if (operator === undefined) {
    throw notUnderstood(text, `"${text[at]}" alone is no operator`);
  }
  const operand = text.slice(at + operator.length).trim();
  return { path, operator, operand };
}

/** Whether a person can write a text into one line, and it stays as it is there. */
export function isWritable(text: string): boolean {
  return text === text.trim() && text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** The condition that a path has this value, by its text; `undefined` where no line can hold it. */
export function equalCondition(
  path: string,
  value: string,
): string | undefined {
  if (!isWritable(value)) return undefined;
  return `${path}=${value.replaceAll("|", "\\|")}`;
}

/** The text of a value: a string is its own, anything else has its compact JSON text. */
export function valueText(value: JsonValue): string {
  return typeof value === "string" ? value : compactText(value);
}

function absent(text: string): Predicate {
  if (findUnescaped(text, "=!<>~?", 1) >= 0) {
    throw notUnderstood(text, 'after a first "!" only a path may stand');
  }
  const path = parsePath(trimBlanks(text.slice(1)));
  return { path, operator: "absent", operand: "" };
}

/** Whether a value at the predicate's path, or that there is none, meets the condition. */
export function valueTest(
  { operator, operand }: Predicate,
): (value: JsonValue | undefined) => boolean {
  if (operator === "present") return (value) => value !== undefined;
  if (operator === "absent") return (value) => value === undefined;
  const test = comparison(operator, operand);
  return (value) => value !== undefined && test(value);
}

function comparison(
  operator: Operator,
  operand: string,
): (value: JsonValue) => boolean {
  switch (operator) {
    case "=":
      return equalsAny(operand);
    case "!=": {
      const equals = equalsAny(operand);
      return (value) => !equals(value);
    }
    case "~":
      return (value) => valueText(value).includes(operand);
    case "!~":
      return (value) => !valueText(value).includes(operand);
    case "<":
      return ordered(operand, (order) => order < 0);
    case "<=":
      return ordered(operand, (order) => order <= 0);
    case ">":
      return ordered(operand, (order) => order > 0);
    case ">=":
      return ordered(operand, (order) => order >= 0);
  }
}

/** The texts between the bars of an operand of `=` and `!=`. */
export function alternativesOf(operand: string): string[] {
  return operand.split(/(?<!\\)\|/).map((text) => text.replaceAll("\\|", "|"));
}

function equalsAny(operand: string): (value: JsonValue) => boolean {
  // There may be thousands of alternatives, and a million values.
  const alternatives = alternativesOf(operand);
  const texts = new Set(alternatives);
  const numbers = alternatives.filter((each) => JSON_NUMBER.test(each));
  const doubles = new Set(numbers.map(Number));
  const keys = new Set(numbers.map(numberKey));
  return (value) => {
    const text = valueText(value);
    return texts.has(text) ||
      // Equal numbers are the same double; that is told sooner.
      (isNumber(value) && doubles.has(Number(text)) &&
        keys.has(numberKey(text)));
  };
}

/** Numbers against numbers as numbers, strings as versions or else as texts. */
function ordered(
  operand: string,
  holds: (order: number) => boolean,
): (value: JsonValue) => boolean {
  const isNumeric = JSON_NUMBER.test(operand);
  const double = Number(operand);
  const compare = comparisonWith(operand);
  return (value) => {
    if (isNumber(value)) {
      if (!isNumeric) return false;
      const text = valueText(value);
      // The operand is read once only, mostly: it may be thousands of digits long.
      const difference = Number(text) - double;
      return holds(difference || compareNumberTexts(text, operand));
    }
    return typeof value === "string" && holds(compare(value));
  };
}

function isNumber(value: JsonValue): boolean {
  return typeof value === "number" || isRawNumber(value);
}

function notUnderstood(text: string, reason: string): Error {
  return badQuery(
    `Cannot use where=${
      JSON.stringify(text)
    }: ${reason}; accepted is ${ACCEPTED}`,
  );
}
