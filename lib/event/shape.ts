/** Limits of what an event is made of, besides how long it is. */
import { eventProblem, type Problem } from "../error.ts";
import { excessOf, type ShapeLimits } from "../json/excess.ts";
import type { Event } from "./event.ts";
import { MAX_NESTING } from "./exact.ts";

/** Tells what is wrong with an event, if anything is. */
export type ShapeCheck = (event: Event) => Problem | undefined;

const EXCESSES: Readonly<
  Record<keyof ShapeLimits, (limit: number) => string>
> = {
  maxNesting: (limit) => `be nested more than ${limit} levels deep`,
  maxKeys: (limit) => `have an object of more than ${limit} keys`,
  maxStringBytes: (limit) => `have a string of more than ${limit} bytes`,
};

/** Shorter than this is no key with its value, `"":1` and a comma. */
const MIN_KEY_BYTES = 5;

/** An event of no more bytes exceeds none of these limits. */
export function harmlessBytes(
  { maxNesting, maxKeys, maxStringBytes }: ShapeLimits,
): number {
  return Math.min(
    // What is nested deeper than this is not read at all.
    maxNesting >= MAX_NESTING ? Infinity : maxNesting,
    maxKeys * MIN_KEY_BYTES,
    maxStringBytes,
  );
}

/** The check for these limits. It looks only at events long enough to exceed one. */
export function shapeCheck(limits: ShapeLimits): ShapeCheck {
  const maxHarmlessBytes = harmlessBytes(limits);
  return ({ head }) => {
    if (head.length <= maxHarmlessBytes) return undefined;
    const excess = excessOf(head, limits);
    if (excess === undefined) return undefined;
    return eventProblem(
      `An event must not ${EXCESSES[excess](limits[excess])}`,
    );
  };
}
