/** Options from flags, environment and JSONC files. */
export { optionsHelp } from "./help.ts";
export {
  DEFAULT_ORIGIN,
  flagName,
  keyName,
  option,
  OptionError,
  readOptions,
  variableName,
} from "./read.ts";
export type {
  OptionFile,
  OptionReading,
  OptionSources,
  OptionTable,
  OptionValues,
} from "./read.ts";
export {
  choice,
  integer,
  list,
  onOff,
  pairs,
  serverUrl,
  text,
  texts,
} from "./types.ts";
export type { OptionType } from "./types.ts";
