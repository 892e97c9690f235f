/** `clear`: forgets what waits in the outbox. */
import { counted } from "../../lib/counted.ts";
import type { Process } from "../process.ts";
import { commandContext, neededLock, neededOutbox } from "./command_context.ts";

export const help = `pyanalytics-client clear [options]
Removes everything from the outbox, for all servers: what waits, and what was
moved aside. None of it will be sent.

Takes the options of a report, such as --timeout-ms: how long to wait for a
process that delivers.`;

/** @throws {Error} where a process delivers all the time, or files cannot be removed */
export async function run(process: Process): Promise<number> {
  using context = await commandContext(process, {
    args: process.args,
    use: "clear",
    isTolerant: true,
  });
  const outbox = neededOutbox(context);
  using _lock = await neededLock(outbox, context.reading.values.timeoutMs);
  const { events, starts, aside } = outbox.clear();
  process.print(
    `Removed ${counted(events, "event")}, ${counted(starts, "start")}, and ${
      counted(aside, "file")
    } that had been moved aside`,
  );
  return 0;
}
