/** The help text of an option table. */
import { flagName, keyName, type OptionTable, variableName } from "./read.ts";

/** One paragraph an option: flag, default, variable and file key. */
export function optionsHelp(table: OptionTable): string {
  return Object.entries(table).map(([name, option]) => {
    const flag = `--${flagName(name)}${
      option.type.placeholder ? ` ${option.type.placeholder}` : ""
    }`;
    const fallback = describeFallback(option.fallback);
    return `  ${flag}\n      ${option.help}${fallback}\n` +
      `      ${variableName(name, option)}, "${keyName(name)}"`;
  }).join("\n");
}

function describeFallback(fallback: unknown): string {
  const isNothing = fallback === undefined || fallback === false ||
    (typeof fallback === "object" && fallback !== null &&
      Object.keys(fallback).length === 0);
  return isNothing ? "" : ` (default: ${fallback})`;
}
