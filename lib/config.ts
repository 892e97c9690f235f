/** The server's options. */
import {
  choice,
  integer,
  list,
  onlyOutsideFiles,
  onOff,
  option,
  OptionError,
  type OptionFile,
  type OptionReading,
  optionsHelp,
  readOptions,
  text,
} from "./options/mod.ts";
import { CONNECTION_OPTIONS, connectionValues } from "./connection_options.ts";
import { messageOf } from "./error.ts";
import { pendingBytes } from "./pending_bytes.ts";
import { MAX_NESTING } from "./event/mod.ts";
import { isHostName } from "./net/address.ts";
import type { SyncMode } from "./journal/mod.ts";
import { UPKEEP_OPTIONS } from "./upkeep_options.ts";

const MEBIBYTE = 1024 * 1024;

/** Every option of the server: its flag, variable and file key come from its name. */
const OPTIONS = {
  host: option(
    text("HOST"),
    "127.0.0.1",
    "Address to listen on; 0.0.0.0 for all",
  ),
  port: option(
    integer({ min: 0, max: 65535 }),
    8888,
    "Port to listen on; 0 for any free one",
  ),
  data: option(
    text("DIR"),
    "analytics-data",
    "Folder of the journal; made where there is none",
  ),
  sync: option<SyncMode>(
    choice("disk", "os"),
    "disk",
    'When an event counts as stored: "disk" survives a loss of power, "os" a killed server',
  ),
  maxBodyBytes: option(
    integer({ min: 2, max: 256 * MEBIBYTE, placeholder: "BYTES" }),
    MEBIBYTE,
    "Longest event accepted",
  ),
  maxBatchBytes: option(
    integer({ min: 2, max: 256 * MEBIBYTE, placeholder: "BYTES" }),
    16 * MEBIBYTE,
    "Longest batch accepted",
  ),
  maxBatchItems: option(
    integer({ min: 1, max: 1_000_000 }),
    50_000,
    "Most events accepted in one batch",
  ),
  maxPendingBytes: option<number | undefined>(
    integer({ min: 8, max: Number.MAX_SAFE_INTEGER, placeholder: "BYTES" }),
    undefined,
    "Most bytes of all events and batches being taken in together, at least four times the longest; " +
      "without it that, and no less than 128 MiB",
  ),
  maxNesting: option(
    integer({ min: 1, max: MAX_NESTING }),
    MAX_NESTING,
    "How deep objects and lists of an event may be within each other",
  ),
  maxKeys: option(
    integer({ min: 1, max: 100_000_000 }),
    100_000,
    "Most keys of one object in an event",
  ),
  maxStringBytes: option(
    integer({ min: 1, max: 256 * MEBIBYTE, placeholder: "BYTES" }),
    MEBIBYTE,
    "Longest string in an event",
  ),
  maxUrlLength: option(
    integer({ min: 16, max: 65_536 }),
    16_384,
    "Longest path and query of a request",
  ),
  maxHeaderBytes: option<number | undefined>(
    integer({ min: 16, max: MEBIBYTE, placeholder: "BYTES" }),
    undefined,
    "Most bytes of a request's headers; without it what the runtime takes, 64 KiB or more",
  ),
  bodyTimeoutMs: option<number | undefined>(
    integer({ min: 1, max: 3_600_000, placeholder: "MS" }),
    undefined,
    "How long an event or a batch may take to come; without it any time",
  ),
  maxRequestsPerSecond: option<number | undefined>(
    integer({ min: 1, max: 1_000_000 }),
    undefined,
    "Most requests of one address within a second; without it any number",
  ),
  maxBytesPerDay: option<number | undefined>(
    integer({
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
      placeholder: "BYTES",
    }),
    undefined,
    "Most bytes stored for one address from midnight to midnight, UTC; without it any number",
  ),
  ...CONNECTION_OPTIONS,
  uuidWindow: option(
    integer({ min: 1, max: 50_000_000 }),
    1_000_000,
    "How many of the latest uuids are remembered, to store no event twice; 32 to 48 bytes each",
  ),
  ...UPKEEP_OPTIONS,
  cacheMb: option(
    integer({ min: 1, max: 1_000_000, placeholder: "MIB" }),
    256,
    "Memory for columns, from which questions are answered; what is not used goes first",
  ),
  diskCacheMb: option(
    integer({ min: 0, max: 1_000_000, placeholder: "MIB" }),
    1024,
    "Disk for the same in DIR/cache, from which a server that starts goes on; 0 for none",
  ),
  queryTimeoutMs: option(
    integer({ min: 1, max: 3_600_000, placeholder: "MS" }),
    60_000,
    "How long one question may take before it is refused",
  ),
  openRead: option<boolean | undefined>(
    onOff(),
    undefined,
    "Reading needs no token; by default so only where the server listens on this machine's own " +
      "address and trusts no proxy",
  ),
  requireWriteToken: option(onOff(), false, "Writing needs a token"),
  allowedHost: option<readonly string[]>(
    list("NAME", { accepts: "names of hosts", isItem: isHostName }),
    [],
    "A name that the server goes by, besides --host, this machine's name, and addresses",
  ),
  trustProxy: option(
    onOff(),
    false,
    "A proxy stands before the server, whose X-Forwarded-For and -Proto are true",
  ),
  drainTimeoutMs: option(
    integer({ min: 0, max: 60_000, placeholder: "MS" }),
    4000,
    "How long open requests are waited for when the server is told to stop",
  ),
  tlsCert: option<string | undefined>(
    text("FILE"),
    undefined,
    "PEM certificate chain; with --tls-key the server speaks HTTPS",
  ),
  tlsKey: option<string | undefined>(
    text("FILE"),
    undefined,
    "PEM private key",
  ),
  config: option<string | undefined>(
    onlyOutsideFiles(text("FILE")),
    undefined,
    "JSONC file with options by their key",
  ),
  checkConfig: option(
    onlyOutsideFiles(onOff()),
    false,
    "Say what is in force and from where, and exit",
  ),
  help: option(onlyOutsideFiles(onOff()), false, "Print this, and exit"),
  version: option(
    onlyOutsideFiles(onOff()),
    false,
    "Print the version, and exit",
  ),
};

/** The options that commands on the server's folder have of it. */
export const FOLDER_OPTIONS = { data: OPTIONS.data, config: OPTIONS.config };

/** The server's options, each with what is in force. */
export type ServerConfig =
  & OptionReading<typeof OPTIONS>["values"]
  & ReturnType<typeof connectionValues>
  & { readonly maxPendingBytes: number };

/** The options as read, and where each value came from. */
export interface ConfigReading {
  readonly values: ServerConfig;
  readonly origins: Readonly<Record<string, string>>;
}

/** Where the options come from. */
export interface ConfigSources {
  readonly args: readonly string[];
  readonly environment: (name: string) => string | undefined;
  readonly readTextFile: (path: string) => string;
}

/**
 * Reads the server's options.
 *
 * @throws {OptionError} for one that cannot be used, with where it came from
 */
export function readConfig(sources: ConfigSources): ConfigReading {
  const { args, environment } = sources;
  const { config } =
    readOptions(OPTIONS, { args, environment, files: [] }).values;
  const files = config === undefined ? [] : [readConfigFile(config, sources)];
  const reading = readOptions(OPTIONS, { args, environment, files });
  if (reading.rest.length > 0) {
    throw new OptionError(
      `Unknown option "${reading.rest[0]}": --help lists what is accepted`,
    );
  }
  const { values, origins } = reading;
  const { tlsCert, tlsKey } = values;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [given, missing] = tlsCert === undefined
      ? ["--tls-key", "--tls-cert"]
      : ["--tls-cert", "--tls-key"];
    throw new OptionError(`Cannot use ${given} without ${missing}`);
  }
  return {
    values: {
      ...values,
      ...connectionValues(values),
      maxPendingBytes: pendingBytes(values),
    },
    origins,
  };
}

/** What help says of a command. */
export interface CommandSummary {
  readonly usage: string;
  readonly summary: string;
}

/** The text of `--help`. */
export function serverHelp(commands: readonly CommandSummary[]): string {
  return `pyanalytics-server: keeps one event a start of Python, and counts them

Usage: pyanalytics-server [OPTION...]
${
    commands.map(({ usage, summary }) =>
      `       pyanalytics-server ${usage}\n           ${summary}\n`
    ).join("")
  }
Options, each also as environment variable and as key of the file given with --config;
a flag counts more than a variable, a variable more than the file:

${optionsHelp(OPTIONS)}
`;
}

/** The text of `--check-config`: every option with its value and origin. */
export function describeConfig({ values, origins }: ConfigReading): string {
  return Object.entries(values)
    .filter(([name]) => !["checkConfig", "help", "version"].includes(name))
    .map(([name, value]) =>
      `${name} = ${JSON.stringify(value) ?? "none"} (${origins[name]})`
    )
    .join("\n");
}

function readConfigFile(
  path: string,
  { readTextFile }: ConfigSources,
): OptionFile {
  try {
    return { path, text: readTextFile(path) };
  } catch (cause) {
    throw new OptionError(`Cannot read config "${path}": ${messageOf(cause)}`, {
      cause,
    });
  }
}
