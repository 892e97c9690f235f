/** A config file in JSONC: an object whose keys are options. */
import { parse as parseJsonc } from "@std/jsonc";
import { messageOf } from "../error.ts";
import { keyName, OptionError, type OptionTable } from "./option.ts";

/** A config file: where it is (for messages), and what it holds. */
export interface OptionFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Reads a config file.
 *
 * @returns its values by key, not yet checked
 * @throws {OptionError} where it is not a JSONC object, or has a key that it may not have
 */
export function readOptionFile(
  table: OptionTable,
  { path, text }: OptionFile,
): Record<string, unknown> {
  let values: unknown;
  try {
    values = parseJsonc(text);
  } catch (cause) {
    throw new OptionError(`Cannot read config "${path}": ${messageOf(cause)}`, {
      cause,
    });
  }
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new OptionError(
      `Cannot read config "${path}": must be an object, got ${
        JSON.stringify(values)
      }`,
    );
  }
  const known = new Set(
    Object.keys(table).filter((name) => !table[name]!.type.isNotInFiles)
      .map(keyName),
  );
  for (const key of Object.keys(values)) {
    if (!known.has(key)) {
      throw new OptionError(
        `Cannot read config "${path}": unknown key "${key}", accepted are ${
          [...known].join(", ")
        }`,
      );
    }
  }
  return values as Record<string, unknown>;
}
