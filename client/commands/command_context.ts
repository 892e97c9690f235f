/** What the commands about deliveries have in common: settings, outbox, words. */
import { OptionError } from "../../lib/options/mod.ts";
import { loadSettings } from "../load_settings.ts";
import { createMachine, type Machine } from "../machine.ts";
import { Outbox } from "../outbox/outbox.ts";
import { OUTBOX_VARIABLE, outboxPlaces } from "../outbox/places.ts";
import type { Process } from "../process.ts";
import { type Reporting, reporting } from "../reporting.ts";
import type { SettingsReading } from "../settings.ts";

/** What a command finds; disposing of it ends what it started. */
export interface CommandContext extends Disposable {
  readonly machine: Machine;
  readonly reading: SettingsReading;
  readonly reporting: Reporting;
  readonly outbox: Outbox | undefined;
  /** Why there is no outbox, where there is none. */
  readonly outboxLack: string;
}

/**
 * Reads the settings of whoever runs the command, and opens their outbox.
 *
 * @throws {OptionError} where options, variables or config files cannot be used
 */
export async function commandContext(
  { environment, cwd }: Process,
  args: readonly string[],
): Promise<CommandContext> {
  const machine = createMachine({ environment, detached: false });
  const reading = await loadSettings({ args, cwd, probes: machine });
  const { os } = machine;
  const places = { os, environment, userId: machine.userId() };
  return {
    machine,
    reading,
    reporting: reporting(environment, reading),
    outbox: Outbox.open(places),
    outboxLack: lackOf(outboxPlaces(places).map(({ folder }) => folder)),
    [Symbol.dispose]: () => machine[Symbol.dispose](),
  };
}

/** @throws {Error} where there is no outbox */
export function neededOutbox({ outbox, outboxLack }: CommandContext): Outbox {
  if (outbox === undefined) {
    throw new Error(`There is no outbox: ${outboxLack}`);
  }
  return outbox;
}

/** Takes the outbox's lock. @throws {Error} where another process keeps it */
export async function neededLock(
  outbox: Outbox,
  waitMs: number,
): Promise<Disposable> {
  const lock = await outbox.lock(waitMs);
  if (lock === undefined) throw busyError(waitMs);
  return lock;
}

/** Another process has the lock. */
export function busyError(waitMs: number): Error {
  return new Error(
    `Another process has been delivering for more than ${waitMs} ms`,
  );
}

/**
 * Takes a switch that only this command has off its arguments.
 *
 * @throws {OptionError} where it is given a value
 */
export function takeSwitch(
  args: readonly string[],
  name: string,
): { isOn: boolean; rest: string[] } {
  const rest = args.filter((arg) => arg !== name);
  if (rest.some((arg) => arg.startsWith(`${name}=`))) {
    throw new OptionError(`Cannot use ${name}: it takes no value`);
  }
  return { isOn: rest.length < args.length, rest };
}

/** A number with its noun, whose plural has an s. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function lackOf(folders: readonly string[]): string {
  if (folders.length === 0) return `${OUTBOX_VARIABLE} names no folder`;
  const named = folders.map((folder) => JSON.stringify(folder));
  return `no folder of ${named.join(" and ")} can be used`;
}
