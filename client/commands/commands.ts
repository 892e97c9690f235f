/** The commands, in one table: help and the entry read it. */
import type { Command } from "./command.ts";

/** Every command there is. */
export const COMMANDS: readonly Command[] = [
  {
    name: "status",
    usage: "status",
    summary: "Whether it reports and why, and where it sends",
    load: () => import("./status.ts"),
  },
];

/** The command of that name; `undefined` where it is none. */
export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
