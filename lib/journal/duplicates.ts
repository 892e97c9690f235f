/** Which events had been stored before, among those that were stored together. */
import type { Event, EventRun } from "../event/mod.ts";

/** What can be stored at once; a run of events belongs to the journal then. */
export type Appendable = Event | EventRun;

/** Events whose uuid was seen before, of all that share a batch. */
export interface Duplicates {
  has(event: Event): boolean;
  /** The places of those in a run, in their order. */
  placesIn(run: EventRun): readonly number[];
}

const NO_PLACES: readonly number[] = [];

/** Where all are new. */
export const NO_DUPLICATES: Duplicates = {
  has: () => false,
  placesIn: () => NO_PLACES,
};

/** Whether it is a run of events, not one event. */
export function isRun(part: Appendable): part is EventRun {
  return "lines" in part;
}

/** @param places of the duplicates among the events of all parts, in their order */
export function duplicatesAt(
  places: readonly number[],
  parts: readonly Appendable[],
): Duplicates {
  const events = new Set<Event>();
  const runs = new Map<EventRun, readonly number[]>();
  let next = 0;
  let first = 0;
  for (const part of parts) {
    if (next === places.length) break;
    const end = first + (isRun(part) ? part.uuids.count : 1);
    const from = next;
    while (next < places.length && places[next]! < end) next++;
    if (next > from) {
      if (!isRun(part)) events.add(part);
      else {
        const start = first;
        runs.set(part, places.slice(from, next).map((place) => place - start));
      }
    }
    first = end;
  }
  return {
    has: (event) => events.has(event),
    placesIn: (run) => runs.get(run) ?? NO_PLACES,
  };
}
