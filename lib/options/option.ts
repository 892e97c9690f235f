/** What an option is, what it is called in each place, and what is said where one is not accepted. */
import type { OptionType } from "./types.ts";

/** One option: its type, its default, and a line of help. */
export interface Option<T> {
  readonly type: OptionType<T>;
  /** `undefined` where the option has no value unless one is given. */
  readonly fallback: T;
  readonly help: string;
  /** The environment variable, where it is not the one derived from the name. */
  readonly variable?: string;
}

// deno-lint-ignore no-explicit-any -- a table holds options of unlike types
export type OptionTable = Readonly<Record<string, Option<any>>>;

/** The values read through a table: one for each of its options. */
export type OptionValues<Table extends OptionTable> = {
  -readonly [Name in keyof Table]: Table[Name] extends Option<infer Value>
    ? Value
    : never;
};

/** Makes one option; exists so that tables infer their types. */
export function option<T>(
  type: OptionType<NonNullable<T>>,
  fallback: T,
  help: string,
  variable?: string,
): Option<T> {
  const base = { type: type as OptionType<T>, fallback, help };
  return variable === undefined ? base : { ...base, variable };
}

/** `maxBodyBytes` as a flag's name: `max-body-bytes`. */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `maxBodyBytes` as a file's key: `max_body_bytes`. */
export function keyName(name: string): string {
  return flagName(name).replaceAll("-", "_");
}

/** The environment variable of an option. */
export function variableName(name: string, option: Option<unknown>): string {
  return option.variable ?? `PYANALYTICS_${keyName(name).toUpperCase()}`;
}

/** A value that cannot be used. The message says where it came from and what is accepted. */
export class OptionError extends Error {
  override readonly name = "OptionError";

  constructor(message: string, options?: ErrorOptions) {
    super(message.replace(CONTROL, escaped), options);
  }
}

/** What would steer a terminal, or make several lines of one. */
// deno-lint-ignore no-control-regex -- control characters are what it is about
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;

/** As JSON and JavaScript escape it. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
