/** Fields: what a question's path is made of, in terms of base paths and times. */
import type { JsonValue } from "../json/exact.ts";
import { type Interval, INTERVALS } from "../query/interval.ts";
import { escapeSegment, parsePath, type Path } from "../query/path.ts";
import {
  type BasePath,
  basePathOf,
  exactPath,
  type Step,
} from "./base_path.ts";

/** A field whose values come from other values of the same row. */
export interface ValueField {
  readonly kind: "values";
  readonly id: string;
  readonly bases: readonly BasePath[];
  /** `undefined`: the one base is the field. */
  readonly derive:
    | ((values: readonly (JsonValue | undefined)[]) => JsonValue | undefined)
    | undefined;
}

/** A field that is a stretch of time. */
export interface TimeField {
  readonly kind: "time";
  readonly id: string;
  readonly interval: Interval;
}

export type Field = ValueField | TimeField;

/** Virtual fields that come from values; what they mean is told in `lib/query/virtual_fields.ts`. */
const DERIVED: Readonly<Record<string, Omit<ValueField, "kind" | "id">>> = {
  "@python": {
    bases: [
      exactPath("python", "version_info", 0),
      exactPath("python", "version_info", 1),
      exactPath("python", "version"),
    ],
    derive: ([major, minor, version]) => {
      if (Number.isInteger(major) && Number.isInteger(minor)) {
        return `${major}.${minor}`;
      }
      return typeof version === "string"
        ? /^\d+\.\d+/.exec(version)?.[0]
        : undefined;
    },
  },
  "@os": unameMember("system", 0),
  "@arch": unameMember("machine", 4),
};

/** The field of a path. */
export function fieldOf({ text, segments }: Path): Field {
  if (segments !== undefined) {
    const base = basePathOf(segments);
    return { kind: "values", id: base.id, bases: [base], derive: undefined };
  }
  const interval = INTERVALS.find((each) => text === `@${each}`);
  if (interval !== undefined) return { kind: "time", id: text, interval };
  return { kind: "values", id: text, ...DERIVED[text]! };
}

/** The field of values with an id, as `fieldOf` gives it; `undefined` where no path has it. */
export function valueFieldOf(id: string): ValueField | undefined {
  try {
    const keys: unknown[] | undefined = id.startsWith("@")
      ? undefined
      : JSON.parse(id).map(({ key }: Step) => key);
    const text = keys?.map((key) => escapeSegment(`${key}`)).join(".") ?? id;
    const field = fieldOf(parsePath(text));
    return field.kind === "values" && field.id === id ? field : undefined;
  } catch {
    // It is no JSON, not made of steps, or no path is like that.
    return undefined;
  }
}

/** `uname` is an object or a list: one of both places is empty. */
function unameMember(key: string, index: number) {
  return {
    bases: [exactPath("uname", index), exactPath("uname", key)],
    derive: ([item, member]: readonly (JsonValue | undefined)[]) =>
      item === undefined ? member : item,
  };
}
