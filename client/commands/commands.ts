/** The commands, in one table: help and the entry read it. */
import type { Command } from "./command.ts";

/** Every command there is. */
export const COMMANDS: readonly Command[] = [
  {
    name: "status",
    usage: "status",
    summary: "Whether it reports and why, where it sends, what waits",
    load: () => import("./status.ts"),
  },
  {
    name: "doctor",
    usage: "doctor",
    summary: "Test the way to the server, step by step",
    load: () => import("./doctor.ts"),
  },
  {
    name: "flush",
    usage: "flush",
    summary: "Deliver now what waits in the outbox",
    load: () => import("./flush.ts"),
  },
  {
    name: "clear",
    usage: "clear",
    summary: "Remove what waits in the outbox",
    load: () => import("./clear.ts"),
  },
  {
    name: "install",
    usage: "install [NAME...]",
    summary: "Put wrappers in front of the interpreters on PATH",
    load: () => import("./install.ts"),
  },
  {
    name: "uninstall",
    usage: "uninstall",
    summary: "Take away what install put there",
    load: () => import("./uninstall.ts"),
  },
];

/** The command of that name; `undefined` where it is none. */
export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
