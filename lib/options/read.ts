/**
 * Options from flags, environment and JSONC files, in that order of precedence.
 *
 * One table names every option once: `maxBodyBytes` is the flag `--max-body-bytes`, the
 * variable `PYANALYTICS_MAX_BODY_BYTES` and the file's key `max_body_bytes`.
 */
import { parseArgs } from "@std/cli";
import { parse as parseJsonc } from "@std/jsonc";
import { messageOf } from "../error.ts";
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

/** A config file: where it is (for messages), and what it holds. */
export interface OptionFile {
  readonly path: string;
  readonly text: string;
}

/** Where option values may come from. */
export interface OptionSources {
  readonly args: readonly string[];
  readonly environment: (name: string) => string | undefined;
  /** The most specific first. */
  readonly files: readonly OptionFile[];
  /** Takes words that belong to no flag; else they are refused. */
  readonly takesOperands?: boolean;
}

/** Options as read, and what the command line held besides. */
export interface OptionReading<Table extends OptionTable> {
  readonly values: OptionValues<Table>;
  /** For each option, a phrase that says where its value came from. */
  readonly origins: Readonly<Record<string, string>>;
  /** Words before `--` that belong to no flag. */
  readonly operands: readonly string[];
  /** What stood behind `--`. */
  readonly rest: readonly string[];
}

/** The origin of a value that nobody gave. */
export const DEFAULT_ORIGIN = "the default";

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

/**
 * Reads every option of `table`.
 *
 * @throws {OptionError} for a value that is not accepted, an unknown flag or key, or a file
 * that is not a JSONC object.
 */
export function readOptions<const Table extends OptionTable>(
  table: Table,
  sources: OptionSources,
): OptionReading<Table> {
  const { flags, operands, rest } = readFlags(table, sources);
  const files = sources.files.map((file) => ({
    path: file.path,
    values: readFile(table, file),
  }));
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const [name, option] of Object.entries(table)) {
    const found = fromFlags(name, option, flags) ??
      fromEnvironment(name, option, sources.environment) ??
      fromFiles(name, option, files);
    values[name] = found ? found.value : option.fallback;
    origins[name] = found ? found.origin : DEFAULT_ORIGIN;
  }
  return { values: values as OptionValues<Table>, origins, operands, rest };
}

/** What `parseArgs` calls the words that belong to no flag. */
const OPERANDS = "_";
/** A flag of that name would take their place. */
const OPERANDS_FLAG = /^--?(?:no-)?_/;

interface Found {
  readonly value: unknown;
  readonly origin: string;
}

function readFlags(
  table: OptionTable,
  { args, takesOperands = false }: OptionSources,
) {
  // The parser is made anew each time, and most sources of a setting are no arguments.
  if (args.length === 0) return { flags: {}, operands: [], rest: [] };
  const entries = Object.entries(table);
  const named = (pick: (type: OptionType<unknown>) => boolean) =>
    entries.filter(([, each]) => pick(each.type)).map(([name]) =>
      flagName(name)
    );
  const refuse = (arg: string): never => {
    throw new OptionError(
      `Unknown option "${arg}": --help lists what is accepted`,
    );
  };
  const disguised = ownArguments(args).find((arg) => OPERANDS_FLAG.test(arg));
  if (disguised !== undefined) refuse(disguised);
  const flags = parseArgs(
    withSwitchValues(args, named((type) => type.isSwitch === true)),
    {
      "--": true,
      string: [...named(() => true), OPERANDS],
      collect: named((type) => type.repeats === true),
      unknown: (arg, key) => {
        if (takesOperands && key === undefined) return true;
        return refuse(arg);
      },
    },
  );
  return {
    flags,
    operands: flags[OPERANDS].map(String),
    rest: flags["--"] ?? [],
  };
}

/** Those before `--`. */
function ownArguments(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

/** A switch takes no value from the next word, so give it one of its own. */
function withSwitchValues(
  args: readonly string[],
  switches: readonly string[],
): string[] {
  const own = ownArguments(args).length;
  return args.map((arg, index) =>
    index < own && switches.includes(arg.replace(/^--/, "")) &&
      arg.startsWith("--")
      ? `${arg}=true`
      : arg
  );
}

function fromFlags(
  name: string,
  option: Option<unknown>,
  flags: Record<string, unknown>,
): Found | undefined {
  const flag = flagName(name);
  const given = flags[flag];
  if (given === undefined || (Array.isArray(given) && given.length === 0)) {
    return undefined;
  }
  const origin = `--${flag}`;
  const texts = Array.isArray(given) ? given.map(String) : [String(given)];
  return { value: fromTexts(option, texts, `Cannot use ${origin}:`), origin };
}

function fromEnvironment(
  name: string,
  option: Option<unknown>,
  environment: OptionSources["environment"],
): Found | undefined {
  const variable = variableName(name, option);
  const given = environment(variable);
  if (given === undefined || given === "") return undefined;
  const texts = option.type.repeats ? given.split(",") : [given];
  const origin = `the environment's ${variable}`;
  return { value: fromTexts(option, texts, `Cannot use ${origin}:`), origin };
}

function fromTexts(
  option: Option<unknown>,
  texts: readonly string[],
  prefix: string,
): unknown {
  const values = texts.map((text) => {
    const value = option.type.fromText(text);
    if (value === undefined) throw unacceptable(option, prefix, text);
    return value;
  });
  return option.type.repeats ? merged(values) : values.at(-1);
}

/** Lists one behind the other; of objects the members of all. */
function merged(values: readonly unknown[]): unknown {
  return values.every((value) => Array.isArray(value))
    ? values.flat()
    : Object.assign({}, ...values);
}

function readFile(
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
  const known = new Set(Object.keys(table).map(keyName));
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

function fromFiles(
  name: string,
  option: Option<unknown>,
  files: readonly { path: string; values: Record<string, unknown> }[],
): Found | undefined {
  const key = keyName(name);
  const file = files.find(({ values }) => Object.hasOwn(values, key));
  if (file === undefined) return undefined;
  const value = option.type.fromJson(file.values[key]);
  const prefix = `Cannot read config "${file.path}": "${key}"`;
  if (value === undefined) throw unacceptable(option, prefix, file.values[key]);
  return { value, origin: `"${key}" in "${file.path}"` };
}

function unacceptable(
  option: Option<unknown>,
  prefix: string,
  actual: unknown,
): OptionError {
  return new OptionError(
    `${prefix} must be ${option.type.accepts}, got ${JSON.stringify(actual)}`,
  );
}
