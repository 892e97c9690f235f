/** `flush`: delivers now what waits in the outbox. */
import { counted } from "../../lib/counted.ts";
import { trustSystemStore } from "../certificates.ts";
import { hideCredentials } from "../credentials.ts";
import type { Delivery } from "../outbox/deliver.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { Work } from "../outbox/work.ts";
import { printable } from "../printable.ts";
import type { Process } from "../process.ts";
import { Reporter } from "../reporter.ts";
import { sendBatch } from "../send.ts";
import { VERSION } from "../../lib/version.ts";
import {
  busyError,
  type CommandContext,
  commandContext,
  neededLock,
  neededOutbox,
  takeSwitch,
} from "./command_context.ts";

const ASIDE = "--aside";

export const help = `pyanalytics-client flush [${ASIDE}] [options]
Delivers now what waits in the outbox for the server: without waiting for the
next start of Python, or for the time of the next attempt.

  ${ASIDE}              Also what was moved aside because a server refused it

Takes the options of a report, such as --server, --timeout-ms and --config.
Exits with 1 where something is left.`;

/** @throws {Error} where not everything could be delivered */
export async function run(process: Process): Promise<number> {
  const { isOn: isAsideToo, rest: args } = takeSwitch(process.args, ASIDE);
  using context = await commandContext(process, { args, use: "flush" });
  if (!context.reporting.isOn) {
    process.print(
      `Nothing is sent: switched off by ${context.reporting.decidedBy}`,
    );
    return 0;
  }
  const outbox = neededOutbox(context);
  const { server, timeoutMs } = context.reading.values;
  if (isAsideToo) {
    using _lock = await neededLock(outbox, timeoutMs);
    (await outbox.mailbox(server)).queue.takeBack();
  }
  trustSystemStore(process);
  const work = workOf(process, { context, outbox });
  await work.lookAfter(server);
  const delivery = await work.workOff();
  if (delivery === undefined) throw busyError(timeoutMs);
  return await tell(delivery, { process, outbox, server });
}

function workOf(
  { now }: Process,
  { context, outbox }: { context: CommandContext; outbox: Outbox },
): Work {
  const { machine, reading: { values: { timeoutMs } } } = context;
  const reporter = new Reporter({ probes: machine, now });
  let endMs = now() + timeoutMs;
  const leftMs = () => Math.max(0, Math.floor(endMs - now()));
  return new Work({
    outbox,
    reportLeft: (start) => reporter.reportLeft(start),
    post: (server, lines) =>
      sendBatch(lines, {
        server,
        version: VERSION,
        signal: AbortSignal.timeout(leftMs()),
      }),
    isOver: () => leftMs() === 0,
    onProgress: () => {
      endMs = now() + timeoutMs;
    },
    nowMs: Date.now,
    random: Math.random,
    isUrgent: true,
    waitMs: timeoutMs,
  });
}

async function tell(
  { delivered, setAside, failure }: Delivery,
  { process, outbox, server }: {
    process: Process;
    outbox: Outbox;
    server: string;
  },
): Promise<number> {
  const url = hideCredentials(server);
  process.print(`Delivered ${counted(delivered, "event")} to ${url}`);
  const { queue, state } = await outbox.mailbox(server);
  const why = printable(hideCredentials(failure ?? state.lastFailure ?? ""));
  if (setAside > 0) {
    process.printError(
      `Refused and moved aside: ${counted(setAside, "event")}: ${why}`,
    );
  }
  const { events } = queue.survey();
  if (failure !== undefined) {
    throw new Error(
      `Cannot deliver ${counted(events.count, "event")} to ${url}: ${why}`,
    );
  }
  return setAside > 0 ? 1 : 0;
}
