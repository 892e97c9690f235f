/**
 * What in the environment keeps the client from acting. Read at every start, so this file
 * imports nothing.
 */

/** Reads one variable: `undefined` where it is not set. */
export type ReadEnvironment = (name: string) => string | undefined;

/**
 * The recursion guard. In the detached child it holds the hand-over; in everything the client
 * starts it says `1`, so that a wrapper or client started from there does nothing.
 */
export const CHILD_VARIABLE = "PYANALYTICS_CHILD";

const OFF_VARIABLES = ["PYANALYTICS_DISABLE", "DO_NOT_TRACK"];
const WORDS_FOR_NO = ["", "0", "false", "no", "off"];

/** Whether the value of a switch means no. */
export function isNo(value: string): boolean {
  return WORDS_FOR_NO.includes(value.trim().toLowerCase());
}

/** The name of the variable that switches the client off, if one does. */
export function offSwitch(environment: ReadEnvironment): string | undefined {
  return [...OFF_VARIABLES, CHILD_VARIABLE].find((name) =>
    !isNo(environment(name) ?? "")
  );
}
