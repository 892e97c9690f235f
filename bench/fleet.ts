/**
 * A believable fleet: years of Python starts on thousands of machines.
 *
 * Versions come up and fade out by the dates of their releases, most starts come from few
 * machines, and a few percent of the events are odd. The same seed gives the same bytes.
 */
import { Adoption } from "./fleet/adoption.ts";
import { ascendingTimes } from "./fleet/calendar.ts";
import {
  hasOldClient,
  type JsonObject,
  newEvent,
  oldEvent,
  type Start,
} from "./fleet/event.ts";
import { type Machine, Machines } from "./fleet/machines.ts";
import { makeOdd, ODD_SHARE } from "./fleet/oddities.ts";
import { Random } from "../lib/testing/random.ts";
import { systemAt } from "./fleet/systems.ts";
import { pythonText } from "./fleet/python_text.ts";

/** What fleet to make. */
export interface FleetOptions {
  /** Any whole number. */
  readonly seed: number;
  /** How many events. */
  readonly count: number;
  /** The first possible `serverTime`; no sooner than 2011. */
  readonly from: Date;
  /** The end, not included. */
  readonly to: Date;
}

/** One event, and when the server got it. */
export interface FleetEvent {
  /** Ascending; ISO 8601, UTC, with milliseconds. */
  readonly serverTime: string;
  /** The event's own JSON text, on one line, without a `server_time`. */
  readonly text: string;
}

/** How often a machine runs another Python than its usual one. */
const OTHER_PYTHON_SHARE = 0.15;

/** Makes the events one by one, in the order of their times. */
export function* fleetEvents(
  options: FleetOptions,
): Generator<FleetEvent, void, void> {
  const random = new Random(options.seed);
  const machines = new Machines(options.seed);
  const adoption = new Adoption();
  for (const timeMs of ascendingTimes(options, random)) {
    const machine = machines.pick(random);
    const start: Start = {
      timeMs,
      machine,
      system: systemAt(machine.family, timeMs, machine.eagerness),
      python: adoption.pythonAt(timeMs, pythonEagerness(machine, random)),
    };
    yield {
      serverTime: new Date(timeMs).toISOString(),
      text: textOf(start, random),
    };
  }
}

/** An event as one line of a journal, newline included. */
export function journalLine({ serverTime, text }: FleetEvent): string {
  return `${text.slice(0, -1)},"server_time":"${serverTime}"}\n`;
}

function pythonEagerness(machine: Machine, random: Random): number {
  return random.isWithin(OTHER_PYTHON_SHARE)
    ? random.fraction()
    : machine.eagerness;
}

function textOf(start: Start, random: Random): string {
  const isOld = hasOldClient(start);
  const event: JsonObject = isOld
    ? oldEvent(start, random)
    : newEvent(start, random);
  if (random.isWithin(ODD_SHARE)) makeOdd(event, random);
  return isOld ? pythonText(event) : JSON.stringify(event);
}
