/**
 * Options from flags, environment and JSONC files, in that order of precedence.
 *
 * One table names every option once: `maxBodyBytes` is the flag `--max-body-bytes`, the
 * variable `PYANALYTICS_MAX_BODY_BYTES` and the file's key `max_body_bytes`.
 */
import {
  type CommandLine,
  type CommandLineSource,
  readCommandLine,
} from "./command_line.ts";
import {
  flagName,
  keyName,
  type Option,
  OptionError,
  type OptionTable,
  type OptionValues,
  variableName,
} from "./option.ts";
import { type OptionFile, readOptionFile } from "./option_file.ts";

/** Where option values may come from. */
export interface OptionSources extends CommandLineSource {
  readonly environment: (name: string) => string | undefined;
  /** The most specific first. */
  readonly files: readonly OptionFile[];
}

/** Options as read, and what the command line held besides. */
export interface OptionReading<Table extends OptionTable>
  extends Pick<CommandLine, "operands" | "rest"> {
  readonly values: OptionValues<Table>;
  /** For each option, a phrase that says where its value came from. */
  readonly origins: Readonly<Record<string, string>>;
}

/** The origin of a value that nobody gave. */
export const DEFAULT_ORIGIN = "the default";

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
  const { flags, operands, rest } = readCommandLine(table, sources);
  const files = sources.files.map((file) => ({
    path: file.path,
    values: readOptionFile(table, file),
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

interface Found {
  readonly value: unknown;
  readonly origin: string;
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
    if (value === undefined) {
      throw unacceptable(option.type.accepts, prefix, text);
    }
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
  if (value === undefined) {
    const { type: { accepts, acceptsInFile = accepts } } = option;
    throw unacceptable(acceptsInFile, prefix, file.values[key]);
  }
  return { value, origin: `"${key}" in "${file.path}"` };
}

function unacceptable(
  accepts: string,
  prefix: string,
  actual: unknown,
): OptionError {
  return new OptionError(
    `${prefix} must be ${accepts}, got ${JSON.stringify(actual)}`,
  );
}
