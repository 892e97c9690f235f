/** Runs a command: what it throws becomes one line and an exit code. */
import { messageOf, ServiceError } from "../error.ts";
import { visible } from "../terminal/visible.ts";
import type { Command, CommandContext } from "./command.ts";

/** Statuses of errors that are the question's own: it cannot be understood, or not be answered. */
const QUESTION_STATUSES: readonly number[] = [400, 422];

/**
 * Runs a command to its end. It never rejects.
 *
 * @returns the exit code: 2 where another question would help, 1 where anything else went wrong
 */
export async function runCommand(
  { name, load }: Command,
  context: CommandContext,
): Promise<number> {
  try {
    const run = await load();
    return await run(context);
  } catch (error) {
    const line = `pyanalytics-server ${name}: ${visible(messageOf(error))}\n`;
    context.stderr.writeSync(new TextEncoder().encode(line));
    return isOfQuestion(error) ? 2 : 1;
  }
}

function isOfQuestion(error: unknown): boolean {
  return error instanceof ServiceError &&
    QUESTION_STATUSES.includes(error.status);
}
