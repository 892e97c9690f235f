/**
 * Paths: where in a record a value is.
 *
 * `python.version_info.0`: segments between dots, `\` before a character that means itself.
 * A segment of digits indexes a list or names a key of an object, whichever is there. A path
 * that begins with `@` is a virtual field.
 */
import { badQuery } from "../error.ts";
import { isRawNumber, type JsonObject, type JsonValue } from "../json/exact.ts";
import { VIRTUAL_FIELDS, virtualField } from "./virtual_fields.ts";

/** A path, as data. */
export interface Path {
  /** As it was asked. */
  readonly text: string;
  /** What it goes through; `undefined` for a virtual field, whose name is `text`. */
  readonly segments: readonly string[] | undefined;
}

const MAX_SEGMENTS = 64;
/** The longest path that is accepted, in characters. */
export const MAX_PATH_LENGTH = 2048;

const INDEX = /^(?:0|[1-9]\d{0,15})$/;

/**
 * Reads one path.
 *
 * @throws {ServiceError} 400 where it has an empty segment or is an unknown virtual field
 */
export function parsePath(text: string): Path {
  if (text.startsWith("@")) return virtualPath(text);
  const segments = splitUnescaped(text, ".").map(unescape);
  if (text.length > MAX_PATH_LENGTH || segments.length > MAX_SEGMENTS) {
    throw badQuery(
      `Cannot use path ${
        JSON.stringify(`${text.slice(0, 40)}...`)
      }: it must have at most ${MAX_SEGMENTS} parts and ${MAX_PATH_LENGTH} characters`,
    );
  }
  if (segments.includes("")) {
    throw badQuery(
      `Cannot use path ${
        JSON.stringify(text)
      }: each part between dots must have a character, ` +
        "as in python.version_info.0",
    );
  }
  return { text, segments };
}

/** The value at a path; `undefined` where there is none. */
export function findValue(
  { text, segments }: Path,
  record: JsonObject,
): JsonValue | undefined {
  return segments ? follow(record, segments) : virtualField(text)?.find(record);
}

/** Reads several paths between commas. */
export function parsePaths(text: string): Path[] {
  return splitUnescaped(text, ",").map((part) => parsePath(trimBlanks(part)));
}

/** Takes away the blanks around a path, but for those that a backslash makes part of it. */
export function trimBlanks(text: string): string {
  const trimmed = text.trim();
  const isEscaped = trimmed.endsWith("\\") && text.trimEnd() !== text;
  return isEscaped ? text.trimStart().slice(0, trimmed.length + 1) : trimmed;
}

/** The path of a single key, whatever characters it has. */
export function escapeSegment(key: string): string {
  return key.replace(
    /[\\.,=!<>~?]|^[@\s]|\s$/g,
    (character) => `\\${character}`,
  );
}

/** The first position in `text` of one of `characters` without a backslash before it, or -1. */
export function findUnescaped(
  text: string,
  characters: string,
  from = 0,
): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (characters.includes(text[at]!)) return at;
  }
  return -1;
}

function virtualPath(text: string): Path {
  if (virtualField(text) === undefined) {
    throw badQuery(
      `Cannot use path ${JSON.stringify(text)}: the fields with "@" are ${
        VIRTUAL_FIELDS.map(({ name }) => name).join(", ")
      }; a key that begins so is written "\\@..."`,
    );
  }
  return { text, segments: undefined };
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (
    let at = findUnescaped(text, separator);
    at >= 0;
    at = findUnescaped(text, separator, start)
  ) {
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  parts.push(text.slice(start));
  return parts;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gsu, "$1");
}

function follow(
  record: JsonObject,
  segments: readonly string[],
): JsonValue | undefined {
  let value: JsonValue | undefined = record;
  for (const segment of segments) {
    value = member(value, segment);
    if (value === undefined) return undefined;
  }
  return value;
}

/** A member of a list or an object; nothing else has any, and nothing inherited counts. */
function member(value: JsonValue, segment: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || isRawNumber(value)) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return INDEX.test(segment)
      ? (value as readonly JsonValue[])[Number(segment)]
      : undefined;
  }
  return Object.hasOwn(value, segment)
    ? (value as JsonObject)[segment]
    : undefined;
}
