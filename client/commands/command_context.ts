/** What the commands about deliveries have in common: settings, outbox, words. */
import { OptionError } from "../../lib/options/mod.ts";
import { loadSettings } from "../load_settings.ts";
import { createMachine, type Machine } from "../machine.ts";
import { Outbox } from "../outbox/outbox.ts";
import { OUTBOX_VARIABLE, outboxPlaces } from "../outbox/places.ts";
import { type ClientUse, limitTo } from "../permissions.ts";
import type { Process } from "../process.ts";
import { type Reporting, reporting } from "../reporting.ts";
import type { SettingsReading } from "../settings.ts";

const NO_FOLDER = `${OUTBOX_VARIABLE} names no folder`;

/** What a command finds; disposing of it ends what it started. */
export interface CommandContext extends Disposable {
  readonly machine: Machine;
  readonly reading: SettingsReading;
  /** What is wrong with config files and variables, where the command goes on without them. */
  readonly problems: readonly string[];
  readonly reporting: Reporting;
  readonly outbox: Outbox | undefined;
  /** The folders in which it may be; none where it is switched off. */
  readonly outboxFolders: readonly string[];
}

/** What a command is handed. */
export interface CommandContextOptions {
  readonly args: readonly string[];
  /** What the process is limited to when the settings have been read. */
  readonly use: ClientUse;
  /** Whether to go on as a report does where a config file or variable cannot be used. */
  readonly isTolerant?: true;
  /** Finds the outbox, or makes it. */
  readonly openOutbox?: typeof Outbox.open;
}

/**
 * Reads the settings of whoever runs the command, limits the process to what the command needs,
 * and opens the outbox.
 *
 * @throws {OptionError} where options cannot be used; for variables and config files too, unless
 * the command is tolerant
 */
export async function commandContext(
  { environment, cwd }: Process,
  { args, use, isTolerant, openOutbox = Outbox.open }: CommandContextOptions,
): Promise<CommandContext> {
  const machine = createMachine({ environment, detached: false });
  const problems: string[] = [];
  const reading = await loadSettings({
    args,
    cwd,
    probes: machine,
    ...(isTolerant ? { leaveOut: (_, problem) => problems.push(problem) } : {}),
  });
  const isReporting = reporting(environment, reading);
  const owner = { os: machine.os, userId: machine.userId() };
  const places = outboxPlaces({ ...owner, environment });
  limitTo(use);
  return {
    machine,
    reading,
    problems,
    reporting: isReporting,
    outbox: openOutbox(places, owner),
    outboxFolders: places.map(({ folder }) => folder),
    [Symbol.dispose]: () => machine[Symbol.dispose](),
  };
}

/** @throws {Error} where there is no outbox */
export function neededOutbox(
  { outbox, outboxFolders }: CommandContext,
): Outbox {
  if (outbox === undefined) {
    throw new Error(`There is no outbox: ${outboxLack(outboxFolders)}`);
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

/** Why an outbox cannot be made in any of the folders. */
export function outboxLack(folders: readonly string[]): string {
  return folders.length === 0
    ? NO_FOLDER
    : `no folder of ${quoted(folders).join(" and ")} can be used`;
}

/** That nobody has made an outbox in any of the folders. */
export function outboxAbsence(folders: readonly string[]): string {
  return folders.length === 0
    ? `none: ${NO_FOLDER}`
    : `none yet in ${quoted(folders).join(" or ")}`;
}

function quoted(folders: readonly string[]): string[] {
  return folders.map((folder) => JSON.stringify(folder));
}
