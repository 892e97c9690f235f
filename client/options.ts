/** The client's options: flags, environment, JSONC files. */
import {
  choice,
  integer,
  keyName,
  onlyOutsideFiles,
  onOff,
  option,
  type OptionType,
  type OptionValues,
  pairs,
  serverUrl,
  text,
  variableName,
} from "../lib/options/mod.ts";
import { type Locked, locked } from "./locks.ts";
import { hashKey, onlyInFiles } from "./option_types.ts";
import { ARGV_POLICIES, type ArgvPolicy } from "./policy/argv.ts";
import { NAME_POLICIES, type NamePolicy } from "./policy/identity.ts";

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
  enabled: option(onlyInFiles(onOff()), true, "Whether starts are reported"),
  locked: option<Locked | undefined>(
    locked(optionKeys),
    undefined,
    "What users cannot change",
  ),
  argv: option<ArgvPolicy>(
    choice(...ARGV_POLICIES),
    "script",
    "What is sent of the words behind the interpreter",
  ),
  userNames: option<NamePolicy>(
    choice(...NAME_POLICIES),
    "plain",
    "How the user's name is sent",
  ),
  hostNames: option<NamePolicy>(
    choice(...NAME_POLICIES),
    "plain",
    "How the host's names are sent",
  ),
  hashKey: option<string | undefined>(
    onlyInFiles(hashKey()),
    undefined,
    "The site's key for hashed names",
  ),
  packages: option(
    onOff(),
    false,
    "Send names and versions of the installed packages",
  ),
  factsDir: option<string | undefined>(
    text("DIR"),
    undefined,
    "The folder of facts of your own, instead of the usual ones",
  ),
  ephemeral: option<boolean | undefined>(
    onOff(),
    undefined,
    "Whether this machine is soon gone, where that is known",
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
  timings: option(
    onlyOutsideFiles(onOff()),
    false,
    "Show how long each fact took",
  ),
  verbose: option(onlyOutsideFiles(onOff()), false, "Wait, and say more"),
  help: option(onlyOutsideFiles(onOff()), false, "Show this help"),
  version: option(onlyOutsideFiles(onOff()), false, "Show the version"),
};

/**
 * The options that may come from the environment. The others decide between background and
 * foreground or speak of one start: inherited by accident, they would change what wrappers do.
 */
const FROM_ENVIRONMENT = [
  "server",
  "python",
  "tag",
  "timeoutMs",
  "argv",
  "userNames",
  "hostNames",
  "packages",
  "factsDir",
  "ephemeral",
  "config",
];

/** Their variables. */
export const VARIABLES = Object.entries(OPTIONS)
  .filter(([name]) => FROM_ENVIRONMENT.includes(name))
  .map(([name, each]) => variableName(name, each));

/** The options as read. */
export type Settings = OptionValues<typeof OPTIONS>;

/** The keys of a config file. */
export function optionKeys(): string[] {
  return Object.keys(OPTIONS).map(keyName);
}

/** How the value of each of those keys is read. */
export function optionTypes(): Record<string, OptionType<unknown>> {
  return Object.fromEntries(
    Object.entries(OPTIONS).map((
      [name, each],
    ) => [keyName(name), each.type as OptionType<unknown>]),
  );
}
