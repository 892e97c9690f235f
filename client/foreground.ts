/** The client where a user looks on: `--print`, `--wait`, `--verbose`, `--help`, `--version`. */
import { messageOf } from "../lib/error.ts";
import { flagName, OptionError } from "../lib/options/mod.ts";
import { timingsTable } from "./timings.ts";
import { trustSystemStore } from "./certificates.ts";
import { hideCredentials } from "./credentials.ts";
import { DeadlineError, within } from "./deadline.ts";
import type { ClientEvent } from "./event.ts";
import { SourceTimes } from "./facts/source_times.ts";
import { LEFT_OUT } from "./hand_over.ts";
import { HELP } from "./help.ts";
import { loadSettings } from "./load_settings.ts";
import { createMachine, type Machine } from "./machine.ts";
import { limitTo } from "./permissions.ts";
import { printable } from "./printable.ts";
import type { Process } from "./process.ts";
import { makeEvent } from "./report.ts";
import { type Answer, importUrl, reasonOf, send } from "./send.ts";
import { reporting } from "./reporting.ts";
import type { SettingsReading } from "./settings.ts";
import { VERSION } from "../lib/version.ts";

/**
 * Does what the arguments ask for. Returns the exit code: 1 where it could not be done, 2 where
 * the options cannot be used.
 */
export async function runForeground(process: Process): Promise<number> {
  const { args, environment, cwd } = process;
  const options = args.includes("--")
    ? args.slice(0, args.indexOf("--"))
    : args;
  if (options.includes("--help") || options.includes("-h")) {
    process.print(HELP);
    return 0;
  }
  if (options.includes("--version")) {
    process.print(`pyanalytics-client ${VERSION}`);
    return 0;
  }
  try {
    using machine = createMachine({ environment, detached: false });
    const reading = await loadSettings({ args, cwd, probes: machine });
    limitTo(reading.values.print ? "--print" : "--wait");
    return reading.values.print
      ? await print(process, machine, reading)
      : await deliver(process, machine, reading);
  } catch (error) {
    process.printError(`pyanalytics-client: ${messageOf(error)}`);
    return error instanceof OptionError ? 2 : 1;
  }
}

async function print(
  process: Process,
  machine: Machine,
  reading: SettingsReading,
): Promise<number> {
  const event = await eventOf(process, machine, reading);
  process.print(JSON.stringify(event, null, process.isTerminal ? 2 : 0));
  return 0;
}

async function deliver(
  process: Process,
  machine: Machine,
  reading: SettingsReading,
): Promise<number> {
  const { server, timeoutMs, verbose } = reading.values;
  const say = (text: string) => verbose && process.printError(text);
  const { isOn, decidedBy } = reporting(process.environment, reading);
  if (!isOn) {
    say(`Nothing is sent: switched off by ${decidedBy}`);
    return 0;
  }
  for (const [name, value] of Object.entries(reading.values)) {
    if (reading.origins[name] === "the default") continue;
    say(
      `${flagName(name)}: ${shown(name, value)}, from ${reading.origins[name]}`,
    );
  }
  const event = await eventOf(process, machine, reading);
  say(`Facts took ${process.now().toFixed()} ms`);
  say(`Missing: ${event.client.missing.join(", ") || "nothing"}`);
  const url = hideCredentials(importUrl(server));
  const text = JSON.stringify(event);
  say(`Sending ${new TextEncoder().encode(text).length} bytes to ${url}`);
  trustSystemStore(process);
  const answer = await answerOf(text, { server, timeoutMs, url, process });
  const said = `${answer.status} ${printable(answer.text)}`.trim();
  if (!answer.isAccepted) {
    throw new Error(`Cannot deliver to ${url}: the server answered ${said}`);
  }
  process.print(`Delivered event ${event.uuid} to ${url}: ${said}`);
  say(`Done after ${process.now().toFixed()} ms`);
  return 0;
}

/** The event; says how long its facts took, where that is asked for. */
async function eventOf(
  process: Process,
  machine: Machine,
  { values: settings, rest: argv }: SettingsReading,
): Promise<ClientEvent> {
  const { cwd, startMs } = process;
  const sourceTimes = settings.timings
    ? new SourceTimes(process.now)
    : undefined;
  const event = await makeEvent({
    process,
    probes: machine,
    settings,
    argv,
    cwd,
    startMs,
    missing: [],
    sourceTimes,
  });
  if (sourceTimes !== undefined) {
    process.printError(timingsTable(event, sourceTimes.list()));
  }
  return event;
}

async function answerOf(
  text: string,
  { server, timeoutMs, url, process }: {
    server: string;
    timeoutMs: number;
    url: string;
    process: Process;
  },
): Promise<Answer> {
  const aborter = new AbortController();
  try {
    return await within(
      timeoutMs - process.now(),
      send(text, { server, version: VERSION, signal: aborter.signal }),
    );
  } catch (cause) {
    aborter.abort();
    const reason = cause instanceof DeadlineError
      ? `no answer within ${timeoutMs} ms`
      : reasonOf(cause);
    throw new Error(`Cannot deliver to ${url}: ${hideCredentials(reason)}`, {
      cause,
    });
  }
}

/** A setting's value, without what is secret in it. */
function shown(name: string, value: unknown): string {
  return name === "hashKey"
    ? JSON.stringify(LEFT_OUT)
    : hideCredentials(JSON.stringify(value));
}
