/** The help text of an option table. */
import { flagName, keyName, type OptionTable, variableName } from "./option.ts";

/** What help says besides the table. */
export interface HelpOptions {
  /** Names of the options that a file may hold; all that files may hold where it is not said. */
  readonly inFile?: readonly string[];
}

/** One paragraph an option: flag, default, variable and file key. */
export function optionsHelp(
  table: OptionTable,
  { inFile = fileNames(table) }: HelpOptions = {},
): string {
  return Object.entries(table).map(([name, option]) => {
    const flag = `--${flagName(name)}${
      option.type.placeholder ? ` ${option.type.placeholder}` : ""
    }`;
    const fallback = describeFallback(option.fallback);
    return `  ${flag}\n      ${option.help}${fallback}\n` +
      `      ${variableName(name, option)}${
        inFile.includes(name) ? `, "${keyName(name)}"` : ""
      }`;
  }).join("\n");
}

function fileNames(table: OptionTable): readonly string[] {
  return Object.keys(table).filter((name) => !table[name]!.type.isNotInFiles);
}

function describeFallback(fallback: unknown): string {
  const isNothing = fallback === undefined || fallback === false ||
    (typeof fallback === "object" && fallback !== null &&
      Object.keys(fallback).length === 0);
  return isNothing ? "" : ` (default: ${fallback})`;
}
