/**
 * The exact way to read an event: slower than the usual one, right for all, and it says what is
 * wrong. It is the definition of what is accepted.
 */
import { eventProblem, messageOf, type Problem } from "../error.ts";
import { isNestedDeeper } from "../json/nesting.ts";
import { memberSpans } from "../json/spans.ts";

/** An event as text. */
export interface EventText {
  /** See `Event.bytes`. */
  readonly head: string;
  /** Makes the event unique; `undefined` where it brings none. */
  readonly uuid: string | undefined;
}

/** How deep objects and lists may be nested within one event. */
export const MAX_NESTING = 1000;

const NEWLINES = /[\r\n]/g;

/**
 * Reads the text of one event.
 *
 * @returns what is wrong with it, where it is not one JSON object, or is nested too deeply
 */
export function parseEvent(text: string): EventText | Problem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return eventProblem(`An event must be a JSON object: ${messageOf(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return eventProblem(
      `An event must be a JSON object, got ${kindOf(value)}`,
    );
  }
  if (isNestedDeeper(text, MAX_NESTING)) {
    return eventProblem(
      `An event must not be nested more than ${MAX_NESTING} levels deep`,
    );
  }
  const { uuid } = value as { uuid?: unknown };
  const own = Object.hasOwn(value, "server_time")
    ? withoutServerTime(text)
    : text;
  const line = own.includes("\n") || own.includes("\r")
    ? own.replace(NEWLINES, " ")
    : own;
  const head = line.slice(line.indexOf("{"), line.lastIndexOf("}"));
  return {
    head: head.trimEnd() === "{" ? "{" : `${head},`,
    uuid: typeof uuid === "string" && uuid !== "" ? uuid : undefined,
  };
}

function withoutServerTime(text: string): string {
  const kept = memberSpans(text)
    .filter((member) => member.key !== "server_time")
    .map((member) => text.slice(member.start, member.end));
  return `{${kept.join(",")}}`;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return `a ${typeof value}`;
}
