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
];

/** The command of that name; `undefined` where it is none. */
export function findCommand(name: string | undefined): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
