/** The client's options: flags, environment, JSONC files. */
import {
  integer,
  onOff,
  option,
  type OptionReading,
  type OptionSources,
  type OptionType,
  type OptionValues,
  pairs,
  readOptions,
  serverUrl,
  text,
  variableName,
} from "../lib/options/mod.ts";
import type { ConfigFile } from "./config_files.ts";
import type { ReadEnvironment } from "./switches.ts";

/** Every option of the client. */
export const OPTIONS = {
  server: option(
    serverUrl(),
    "http://127.0.0.1:8888",
    "The server to deliver to",
  ),
  python: option<string | undefined>(
    text("PATH"),
    undefined,
    "The interpreter to report",
  ),
  tag: option<Record<string, string>>(
    pairs("NAME=VALUE"),
    {},
    'A fact of your own to add under "tags"; may be repeated',
  ),
  timeoutMs: option(
    integer({ min: 100, max: 600_000 }),
    5000,
    "The time for everything, in milliseconds",
  ),
  config: option<string | undefined>(
    onlyOutsideFiles(text("FILE")),
    undefined,
    "Read this file instead of the user's and the system's",
    "PYANALYTICS_CLIENT_CONFIG",
  ),
  wrapper: option<string | undefined>(
    onlyOutsideFiles(text("NAME")),
    undefined,
    "Said by a wrapper script: which one it is",
  ),
  wait: option(onlyOutsideFiles(onOff()), false, "Deliver in the foreground"),
  print: option(
    onlyOutsideFiles(onOff()),
    false,
    "Show the event, send nothing",
  ),
  verbose: option(onlyOutsideFiles(onOff()), false, "Wait, and say more"),
  help: option(onlyOutsideFiles(onOff()), false, "Show this help"),
  version: option(onlyOutsideFiles(onOff()), false, "Show the version"),
};

/**
 * The options that may come from the environment. The others decide between background and
 * foreground or speak of one start: inherited by accident, they would change what wrappers do.
 */
const FROM_ENVIRONMENT = ["server", "python", "tag", "timeoutMs", "config"];

const VARIABLES = Object.entries(OPTIONS)
  .filter(([name]) => FROM_ENVIRONMENT.includes(name))
  .map(([name, each]) => variableName(name, each));

/** The options as read. */
export type Settings = OptionValues<typeof OPTIONS>;

export interface SettingsSources {
  readonly args: readonly string[];
  readonly environment: ReadEnvironment;
  /** The most specific first. */
  readonly files: readonly ConfigFile[];
  /** Called for a file or variable that cannot be used, which is then left out. */
  readonly leaveOut: ((name: string) => void) | undefined;
}

/**
 * Reads the settings. Tags are merged over all sources, so that a user's tags do not cost the
 * site's; of every other option the most specific value counts.
 *
 * @throws {OptionError} for flags that cannot be used; for files and variables too, unless
 * `leaveOut` is given
 */
export function readSettings(
  { args, environment, files, leaveOut }: SettingsSources,
): OptionReading<typeof OPTIONS> {
  const read = (sources: Partial<OptionSources>) =>
    readOptions(OPTIONS, {
      args: [],
      environment: () => undefined,
      files: [],
      ...sources,
    });
  const isUsable = (name: string, sources: Partial<OptionSources>) => {
    try {
      read(sources);
      return true;
    } catch (error) {
      if (leaveOut === undefined) throw error;
      leaveOut(`config.${name}`);
      return false;
    }
  };
  const only = (names: readonly string[]) => (name: string) =>
    names.includes(name) ? environment(name) : undefined;
  const usableFiles = files.filter((file) =>
    isUsable(file.scope, { files: [file] })
  );
  const usableEnvironment = only(
    VARIABLES.filter((name) => isUsable(name, { environment: only([name]) })),
  );
  const reading = read({
    args,
    environment: usableEnvironment,
    files: usableFiles,
  });
  const tag = Object.assign(
    {},
    ...usableFiles.toReversed().map((file) =>
      read({ files: [file] }).values.tag
    ),
    read({ environment: usableEnvironment }).values.tag,
    read({ args }).values.tag,
  );
  return { ...reading, values: { ...reading.values, tag } };
}

/** The file that the flag or the environment names instead of the usual ones. */
export function givenConfig(
  { args, environment }: Pick<SettingsSources, "args" | "environment">,
): string | undefined {
  const { config } = OPTIONS;
  const reading = readOptions(OPTIONS, {
    args,
    environment: (name) =>
      name === config.variable ? environment(name) : undefined,
    files: [],
  });
  return reading.values.config;
}

function onlyOutsideFiles<T>(type: OptionType<T>): OptionType<T> {
  return {
    ...type,
    accepts: `${type.accepts}, and not in a file`,
    fromJson: () => undefined,
  };
}
