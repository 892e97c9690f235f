/** What the commands about the outbox have in common. */
import { OptionError } from "../../lib/options/mod.ts";
import { createMachine, type Machine } from "../machine.ts";
import { Outbox } from "../outbox/outbox.ts";
import { OUTBOX_VARIABLE, outboxPlaces } from "../outbox/places.ts";
import type { Process } from "../process.ts";

/** The outbox of whoever runs the command, and the machine it is on. */
export interface OpenedOutbox extends Disposable {
  readonly machine: Machine;
  readonly outbox: Outbox | undefined;
  /** Where an outbox was looked for. */
  readonly folders: readonly string[];
}

/** Opens the outbox. */
export async function openOutbox(
  { environment }: Pick<Process, "environment">,
): Promise<OpenedOutbox> {
  const machine = createMachine({ environment, detached: false });
  const { os } = machine;
  const options = { os, environment, userId: machine.userId() };
  return {
    machine,
    outbox: await Outbox.open(options),
    folders: outboxPlaces(options).map(({ folder }) => folder),
    [Symbol.dispose]: () => machine[Symbol.dispose](),
  };
}

/** @throws {Error} where there is no outbox, saying where one was looked for */
export function neededOutbox({ outbox, folders }: OpenedOutbox): Outbox {
  if (outbox !== undefined) return outbox;
  throw new Error(
    folders.length === 0
      ? `There is no outbox: ${OUTBOX_VARIABLE} names no folder`
      : `There is no outbox: cannot write to ${
        folders.map((folder) => JSON.stringify(folder)).join(" or ")
      }`,
  );
}

/**
 * Takes switches that only one command has off its arguments.
 *
 * @throws {OptionError} for one that is given a value
 */
export function takeSwitch(
  args: readonly string[],
  name: string,
): { isOn: boolean; rest: string[] } {
  const rest = args.filter((arg) => arg !== name);
  const valued = rest.find((arg) => arg.startsWith(`${name}=`));
  if (valued !== undefined) {
    throw new OptionError(`Cannot use ${name}: it takes no value`);
  }
  return { isOn: rest.length < args.length, rest };
}

/** A number with its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
