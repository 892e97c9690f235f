/** The commands, in one table: help and the entry read it. */
import type { Command } from "./command.ts";

/** Every command there is. */
export const COMMANDS: readonly Command[] = [
  {
    name: "query",
    usage: "query [OPTION...] [QUESTION]",
    summary: "Counts in a folder or by a server, as a table; see query --help",
    load: async () => (await import("./query.ts")).query,
  },
  {
    name: "import",
    usage: "import --data DIR FILE...",
    summary: "Takes events out of files, plain or gzip, into a folder",
    load: async () => (await import("./import.ts")).importFiles,
  },
  {
    name: "export",
    usage: "export --data DIR [--gzip] [FILTER]",
    summary: "Writes the records of a folder as JSON Lines",
    load: async () => (await import("./export.ts")).exportRecords,
  },
  {
    name: "verify",
    usage: "verify --data DIR",
    summary: "Reads every line of a folder, and says what is wrong",
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    name: "repair",
    usage: "repair --data DIR",
    summary: "Makes a damaged folder whole again, as far as it can be read",
    load: async () => (await import("./repair.ts")).repair,
  },
  {
    name: "compact",
    usage: "compact --data DIR",
    summary: "Removes records of a folder that are there twice",
    load: async () => (await import("./compact.ts")).compact,
  },
  {
    name: "erase",
    usage: "erase --data DIR --where CONDITION",
    summary: "Removes the records of a folder that meet a condition, for good",
    load: async () => (await import("./erase.ts")).erase,
  },
  {
    name: "token",
    usage: "token add|list|remove [NAME] [OPTION...]",
    summary: "Who may write, read and administer; see token --help",
    load: async () => (await import("./token.ts")).token,
  },
];

/** The command of that name; `undefined` where it is none. */
export function findCommand(name: string | undefined): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
