/** The settings: options from flags, environment and files, with the administrator's word last. */
import { parse as parseJsonc } from "@std/jsonc";
import { messageOf } from "../lib/error.ts";
import {
  DEFAULT_ORIGIN,
  keyName,
  type OptionReading,
  type OptionSources,
  readOptions,
} from "../lib/options/mod.ts";
import type { ConfigFile, LeaveOut } from "./config_files.ts";
import { OPTIONS, type Settings, VARIABLES } from "./options.ts";
import type { ReadEnvironment } from "./switches.ts";

/** The settings, and where each came from. */
export type SettingsReading = OptionReading<typeof OPTIONS>;

export interface SettingsSources {
  readonly args: readonly string[];
  readonly environment: ReadEnvironment;
  /** The most specific first. */
  readonly files: readonly ConfigFile[];
  /** For a file or variable that cannot be used; without it that throws. */
  readonly leaveOut: LeaveOut | undefined;
}

/**
 * Reads the settings. What the administrator locked counts before all else. Tags are merged over
 * all sources, so that a user's tags do not cost the site's; of every other option the most
 * specific value counts.
 *
 * @throws {OptionError} for flags that cannot be used; for files and variables too, unless
 * `leaveOut` is given
 */
export function readSettings(
  { args, environment, files, leaveOut }: SettingsSources,
): SettingsReading {
  const usable = files.map((file) => usableFile(file, leaveOut));
  const usableEnvironment = only(
    VARIABLES.filter((name) =>
      // Reading takes longer than looking.
      environment(name) !== undefined &&
      isUsable(name, { environment: only([name], environment) }, leaveOut)
    ),
    environment,
  );
  const ordinary = usable.filter((file) => !file.onlyLocked);
  const reading = read({
    args,
    environment: usableEnvironment,
    files: ordinary,
  });
  const tag = Object.assign(
    {},
    ...ordinary.toReversed().map((file) => read({ files: [file] }).values.tag),
    read({ environment: usableEnvironment }).values.tag,
    // To read the arguments takes longest, and `reading` has what comes of them.
    reading.origins.tag === TAG_FLAG ? reading.values.tag : {},
  );
  return withLocks({ ...reading, values: { ...reading.values, tag } }, usable);
}

/** The origin of tags that the arguments give. */
const TAG_FLAG = "--tag";

/**
 * What a value that cannot be used counts as, of keys that say what is told: whoever wrote
 * `"enabled": "no"` or locked a key that there is not meant no less than that.
 */
const MOST_PRIVATE: Readonly<Record<string, unknown>> = {
  enabled: false,
  locked: true,
  argv: "none",
  user_names: "none",
  host_names: "none",
};

function read(sources: Partial<OptionSources>): SettingsReading {
  return readOptions(OPTIONS, {
    args: [],
    environment: () => undefined,
    files: [],
    ...sources,
  });
}

function only(
  names: readonly string[],
  environment: ReadEnvironment,
): ReadEnvironment {
  return (name) => names.includes(name) ? environment(name) : undefined;
}

function isUsable(
  name: string,
  sources: Partial<OptionSources>,
  leaveOut: LeaveOut | undefined,
): boolean {
  try {
    read(sources);
    return true;
  } catch (error) {
    if (leaveOut === undefined) throw error;
    leaveOut(`config.${name}`, messageOf(error));
    return false;
  }
}

/**
 * The file without what cannot be used of it. One of the machine that is no config at all may
 * have been meant to switch reporting off, so it does.
 */
function usableFile(
  file: ConfigFile,
  leaveOut: LeaveOut | undefined,
): ConfigFile {
  if (file.failure !== undefined) return switchedOff(file, file.failure);
  if (isUsable(file.scope, { files: [file] }, leaveOut)) return file;
  let values: object;
  try {
    values = objectIn(file.text);
  } catch (error) {
    return file.scope === "system"
      ? switchedOff(file, messageOf(error))
      : { ...file, text: "{}" };
  }
  const good = Object.entries(values).flatMap(([key, value]) => {
    const text = JSON.stringify({ [key]: value });
    if (isUsable(key, { files: [{ ...file, text }] }, () => {})) {
      return [[key, value]];
    }
    return Object.hasOwn(MOST_PRIVATE, key) ? [[key, MOST_PRIVATE[key]]] : [];
  });
  return { ...file, text: JSON.stringify(Object.fromEntries(good)) };
}

/** @throws {SyntaxError} where the text is no JSON object with comments */
function objectIn(text: string): object {
  const value = parseJsonc(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value;
  }
  throw new SyntaxError("It is no JSON object");
}

function switchedOff(file: ConfigFile, failure: string): ConfigFile {
  return { ...file, failure, text: '{"enabled": false, "locked": true}' };
}

/** The reading with the values that no user may change, the policy's before the machine's. */
function withLocks(
  reading: SettingsReading,
  files: readonly ConfigFile[],
): SettingsReading {
  const values: Record<string, unknown> = { ...reading.values };
  const origins = { ...reading.origins };
  for (const scope of ["system", "policy"]) {
    for (const file of files.filter((each) => each.scope === scope)) {
      const own = read({ files: [file] });
      const { locked } = own.values;
      for (const name of Object.keys(OPTIONS) as (keyof typeof OPTIONS)[]) {
        const isLocked = scope === "policy" || locked === true ||
          typeof locked === "object" && locked.includes(keyName(name));
        if (!isLocked || own.origins[name] === DEFAULT_ORIGIN) continue;
        values[name] = name === "tag"
          ? { ...values.tag as object, ...own.values.tag }
          : own.values[name];
        origins[name] = file.failure === undefined
          ? `${own.origins[name]}, locked`
          : `"${file.path}", which cannot be read: ${file.failure}`;
      }
    }
  }
  return { ...reading, values: values as Settings, origins };
}

/** The file that the flag or the environment names instead of the usual ones. */
export function givenConfig(
  { args, environment }: Pick<SettingsSources, "args" | "environment">,
): string | undefined {
  const { config } = OPTIONS;
  const reading = readOptions(OPTIONS, {
    // Most name no file: what else is wrong with them comes out when all is read.
    args: args.some((arg) => arg.startsWith("--config")) ? args : [],
    environment: (name) =>
      name === config.variable ? environment(name) : undefined,
    files: [],
  });
  return reading.values.config;
}
