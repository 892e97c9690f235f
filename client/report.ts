/** Makes the event of one start: the same for the background and the foreground. */
import { collectEvent } from "./collect.ts";
import type { ClientEvent } from "./event.ts";
import type { Probes } from "./facts/probes.ts";
import type { Settings } from "./options.ts";
import { argvUnder } from "./policy/argv.ts";
import { withNames } from "./policy/identity.ts";
import type { Process } from "./process.ts";
import { VERSION } from "../lib/version.ts";

export interface ReportOptions {
  readonly process: Pick<Process, "now">;
  readonly probes: Probes;
  readonly settings: Settings;
  readonly argv: readonly string[];
  readonly cwd: string | undefined;
  readonly startMs: number;
  readonly missing: readonly string[];
}

/** The part of the time that the facts may take; what is left is for the delivery. */
const FACTS_SHARE = 0.6;

/** The event with nothing in it that the settings keep on this host. */
export async function makeEvent(options: ReportOptions): Promise<ClientEvent> {
  const { process, settings } = options;
  const event = await collectEvent({
    probes: options.probes,
    argv: argvUnder(settings.argv, options.argv),
    python: settings.python,
    wrapper: settings.wrapper,
    tag: settings.tag,
    cwd: options.cwd,
    startMs: options.startMs,
    timeoutMs: settings.timeoutMs * FACTS_SHARE - process.now(),
    version: VERSION,
    missing: options.missing,
    now: process.now,
    uuid: () => crypto.randomUUID(),
  });
  return await withNames(event, settings);
}
