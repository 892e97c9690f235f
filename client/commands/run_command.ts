/** Runs a command: what it throws becomes one line and an exit code. */
import { messageOf } from "../../lib/error.ts";
import { OptionError } from "../../lib/options/mod.ts";
import type { Process } from "../process.ts";
import { COMMANDS, findCommand } from "./commands.ts";

/**
 * Runs the command that the first argument names. It never rejects.
 *
 * @returns the exit code: 2 where the words cannot be used, 1 where anything else went wrong
 */
export async function runCommand(process: Process): Promise<number> {
  const [name = "", ...args] = process.args;
  const command = findCommand(name);
  if (command === undefined) {
    const known = COMMANDS.map((each) => each.name).join(", ");
    process.printError(
      `pyanalytics-client: Unknown command ${
        JSON.stringify(name)
      }: accepted are ${known}`,
    );
    return 2;
  }
  try {
    const { help, run } = await command.load();
    if (asksForHelp(args)) {
      process.print(help);
      return 0;
    }
    return await run({ ...process, args });
  } catch (error) {
    process.printError(`pyanalytics-client ${name}: ${messageOf(error)}`);
    return error instanceof OptionError ? 2 : 1;
  }
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end))
    .some((arg) => arg === "--help" || arg === "-h");
}
