/** `status`: whether the client reports, why, where it sends, and what waits. */
import { counted } from "../../lib/counted.ts";
import { hideCredentials } from "../credentials.ts";
import { isBackedOff } from "../outbox/delivery_state.ts";
import type { Survey } from "../outbox/measure.ts";
import { type Mailbox, Outbox } from "../outbox/outbox.ts";
import { printable } from "../printable.ts";
import type { Process } from "../process.ts";
import {
  type CommandContext,
  commandContext,
  outboxAbsence,
} from "./command_context.ts";

export const help = `pyanalytics-client status [options]
Says whether starts of Python are reported, and what decided that; where they
are sent; and what waits in the outbox, since when, and why.

Takes the options of a report, such as --server and --config. Exits with 1 where
something in a config file or variable cannot be used: what it shows is then what
reports make of the rest.`;

/** @throws {OptionError} where options cannot be used */
export async function run(process: Process): Promise<number> {
  using context = await commandContext(process, {
    args: process.args,
    use: "status",
    isTolerant: true,
    openOutbox: Outbox.find,
  });
  for (const [name, text] of await lines(context)) {
    process.print(`${`${name}:`.padEnd(16)} ${text}`);
  }
  return context.problems.length === 0 ? 0 : 1;
}

type Line = readonly [name: string, text: string];

async function lines(context: CommandContext): Promise<Line[]> {
  const { reporting, reading, problems, outbox, outboxFolders } = context;
  const { server } = reading.values;
  const about: Line[] = [
    [
      "Reporting",
      `${reporting.isOn ? "on" : "off"}, by ${reporting.decidedBy}`,
    ],
    ...problems.map((problem): Line => ["Problem", hideCredentials(problem)]),
    ["Server", `${hideCredentials(server)}, by ${reading.origins.server}`],
  ];
  if (outbox === undefined) {
    return [...about, ["Outbox", outboxAbsence(outboxFolders)]];
  }
  const own = await outbox.mailbox(server);
  return [
    ...about,
    ["Outbox", outbox.folder],
    ...mailboxLines(own),
    ...otherLines(outbox, own),
  ];
}

function mailboxLines({ queue, state }: Mailbox): Line[] {
  const { events, aside } = queue.survey();
  const lines: Line[] = [["Queued", told(events, "event")]];
  if (aside.count > 0) lines.push(["Moved aside", told(aside, "file")]);
  lines.push(["Last delivery", timeOf(state.lastDeliveredMs)]);
  if (state.lastFailure !== undefined) {
    lines.push(["Last failure", printable(hideCredentials(state.lastFailure))]);
  }
  if (isBackedOff(state, Date.now())) {
    lines.push([
      "Next attempt",
      `after ${timeOf(state.retryAtMs)}, as ${
        counted(state.failures, "attempt")
      } failed`,
    ]);
  }
  return lines;
}

/** What is not about the server that is configured. */
function otherLines(outbox: Outbox, own: Mailbox): Line[] {
  const lines: Line[] = [];
  const { starts, startsAside, dropped } = outbox.survey();
  if (starts > 0) {
    lines.push(["Not reported yet", counted(starts, "start")]);
  }
  if (startsAside.count > 0) {
    lines.push(["Starts aside", told(startsAside, "file")]);
  }
  if (dropped > 0) lines.push(["Dropped", counted(dropped, "event")]);
  for (const { queue, state, folder } of outbox.mailboxes()) {
    const { events, aside } = queue.survey();
    if (folder === own.folder || events.count + aside.count === 0) continue;
    const asideToo = aside.count > 0
      ? `, and ${counted(aside.count, "file")} moved aside,`
      : "";
    lines.push([
      "Elsewhere",
      `${counted(events.count, "event")}${asideToo} for ${
        printable(state.server || folder)
      }`,
    ]);
  }
  return lines;
}

function told({ count, bytes, oldestMs }: Survey, noun: string): string {
  const since = oldestMs === undefined
    ? ""
    : `, the oldest from ${timeOf(oldestMs)}`;
  return `${counted(count, noun)}, ${counted(bytes, "byte")}${since}`;
}

function timeOf(ms: number | undefined): string {
  return ms === undefined
    ? "never"
    : new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}
