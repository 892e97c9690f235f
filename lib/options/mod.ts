/** Options from flags, environment and JSONC files. */
export { optionsHelp } from "./help.ts";
export {
  flagName,
  keyName,
  option,
  OptionError,
  variableName,
} from "./option.ts";
export type { OptionTable, OptionValues } from "./option.ts";
export type { OptionFile } from "./option_file.ts";
export { DEFAULT_ORIGIN, readOptions } from "./read.ts";
export type { OptionReading, OptionSources } from "./read.ts";
export {
  choice,
  integer,
  list,
  onlyOutsideFiles,
  onOff,
  pairs,
  serverUrl,
  text,
  texts,
} from "./types.ts";
export type { OptionType } from "./types.ts";
