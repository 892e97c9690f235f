/** The command line, taken apart: flags, operands, and what is left to others. */
import { parseArgs } from "@std/cli";
import { flagName, OptionError, type OptionTable } from "./option.ts";
import type { OptionType } from "./types.ts";

/** What is read. */
export interface CommandLineSource {
  readonly args: readonly string[];
  /** Takes words that belong to no flag; else they are refused. */
  readonly takesOperands?: boolean;
}

/** What it says. */
export interface CommandLine {
  /** By name: a text, or all of them where the flag repeats. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** Words before `--` that belong to no flag. */
  readonly operands: readonly string[];
  /** What stood behind `--`. */
  readonly rest: readonly string[];
}

/** What `parseArgs` calls the words that belong to no flag. */
const OPERANDS = "_";
/** A flag of that name would take their place. */
const OPERANDS_FLAG = /^--?(?:no-)?_/;

/**
 * Takes a command line apart.
 *
 * @throws {OptionError} for an unknown flag, and for operands that nobody takes
 */
export function readCommandLine(
  table: OptionTable,
  { args, takesOperands = false }: CommandLineSource,
): CommandLine {
  // The parser is made anew each time, and most sources of a setting are no arguments.
  if (args.length === 0) return { flags: {}, operands: [], rest: [] };
  const entries = Object.entries(table);
  const named = (pick: (type: OptionType<unknown>) => boolean) =>
    entries.filter(([, each]) => pick(each.type)).map(([name]) =>
      flagName(name)
    );
  const refuse = (arg: string): never => {
    throw new OptionError(
      `Unknown option "${arg}": --help lists what is accepted`,
    );
  };
  const disguised = ownArguments(args).find((arg) => OPERANDS_FLAG.test(arg));
  if (disguised !== undefined) refuse(disguised);
  const flags = parseArgs(
    withSwitchValues(args, named((type) => type.isSwitch === true)),
    {
      "--": true,
      string: [...named(() => true), OPERANDS],
      collect: named((type) => type.repeats === true),
      unknown: (arg, key) => {
        if (takesOperands && key === undefined) return true;
        return refuse(arg);
      },
    },
  );
  return {
    flags,
    operands: flags[OPERANDS].map(String),
    rest: flags["--"] ?? [],
  };
}

/** Those before `--`. */
function ownArguments(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

/** A switch takes no value from the next word, so give it one of its own. */
function withSwitchValues(
  args: readonly string[],
  switches: readonly string[],
): string[] {
  const own = ownArguments(args).length;
  return args.map((arg, index) =>
    index < own && switches.includes(arg.replace(/^--/, "")) &&
      arg.startsWith("--")
      ? `${arg}=true`
      : arg
  );
}
