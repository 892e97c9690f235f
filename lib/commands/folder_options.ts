/** Options that commands on a journal's folder have in common. */
import { type ConfigSources, FOLDER_OPTIONS, readConfig } from "../config.ts";
import {
  DEFAULT_ORIGIN,
  onOff,
  option,
  type OptionReading,
  optionsHelp,
  type OptionTable,
  readOptions,
} from "../options/mod.ts";

/** They stand in each command's table. */
export const COMMON_OPTIONS = {
  data: FOLDER_OPTIONS.data,
  config: {
    ...FOLDER_OPTIONS.config,
    help: 'The server\'s JSONC file, for its "data"',
  },
  help: option(onOff(), false, "Print this, and exit"),
};

type FolderTable = OptionTable & typeof COMMON_OPTIONS;

/** Options as read, and the folder that they name. */
export type FolderReading<Table extends FolderTable> = OptionReading<Table> & {
  readonly folder: string;
};

/**
 * Reads the options of a command.
 *
 * @throws {OptionError} for what cannot be used
 */
export function readFolderOptions<const Table extends FolderTable>(
  table: Table,
  sources: ConfigSources,
  { takesOperands = false }: { readonly takesOperands?: boolean } = {},
): FolderReading<Table> {
  const { args, environment } = sources;
  const reading = readOptions(table, {
    args,
    environment,
    files: [],
    takesOperands,
  });
  const { data, config } = reading.values as {
    data: string;
    config: string | undefined;
  };
  const isNamed = reading.origins.data !== DEFAULT_ORIGIN ||
    config === undefined;
  const folder = isNamed
    ? data
    : readConfig({ ...sources, args: ["--config", config] }).values.data;
  return { ...reading, folder };
}

/** The text of a command's `--help`. */
export function folderHelp(about: string, table: OptionTable): Uint8Array {
  return new TextEncoder().encode(`${about}
Options, each also as environment variable; a flag counts more than a variable:

${optionsHelp(table, { inFile: ["data"] })}
`);
}
