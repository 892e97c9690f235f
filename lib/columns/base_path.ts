/**
 * Base paths: the places in a record that a scan reads values from.
 *
 * A question's path is one of them; a virtual field is made of several.
 */
import { isRawNumber, type JsonObject, type JsonValue } from "../json/exact.ts";

/** One step: into a member of an object, an item of a list, or whichever is there. */
export interface Step {
  readonly key: string | undefined;
  readonly index: number | undefined;
}

/** A place in a record. */
export interface BasePath {
  /** Names it among all base paths. */
  readonly id: string;
  readonly steps: readonly Step[];
}

const INDEX = /^(?:0|[1-9]\d{0,15})$/;

/** The place of a question's path: digits are an index or a key. */
export function basePathOf(segments: readonly string[]): BasePath {
  return basePath(
    ...segments.map((key) => ({
      key,
      index: INDEX.test(key) ? Number(key) : undefined,
    })),
  );
}

/** A place by its steps: a text is a key only, a number an index only. */
export function exactPath(...steps: readonly (string | number)[]): BasePath {
  return basePath(
    ...steps.map((step) =>
      typeof step === "string"
        ? { key: step, index: undefined }
        : { key: undefined, index: step }
    ),
  );
}

function basePath(...steps: readonly Step[]): BasePath {
  return { id: JSON.stringify(steps), steps };
}

/** The value there, looked up in a parsed record. */
export function findBase(
  { steps }: BasePath,
  record: JsonObject,
): JsonValue | undefined {
  let value: JsonValue | undefined = record;
  for (const step of steps) {
    value = follow(value, step);
    if (value === undefined) return undefined;
  }
  return value;
}

function follow(value: JsonValue, { key, index }: Step): JsonValue | undefined {
  if (typeof value !== "object" || value === null || isRawNumber(value)) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return index === undefined
      ? undefined
      : (value as readonly JsonValue[])[index];
  }
  return key !== undefined && Object.hasOwn(value, key)
    ? (value as JsonObject)[key]
    : undefined;
}
