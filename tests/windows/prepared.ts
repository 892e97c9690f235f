/** Where `.ci/wine.sh` keeps its Windows, and whether there is one. */
import { prepared } from "../prepared.ts";

const WINE = prepared("wine");

/** The root of a small Debian with Wine in it. */
export const ROOT = `${WINE.folder}/root`;

/** Held by whoever uses it. */
export const LOCK = `${WINE.folder}/in-use`;

/** Why there is no Windows to test on; `undefined` where there is one. */
export const UNAVAILABLE = unavailable();

function unavailable(): string | undefined {
  if (Deno.build.os !== "linux") return "Wine is run on Linux alone";
  if (WINE.unavailable !== undefined) return WINE.unavailable;
  // The tests may run as another user than the one who prepared it.
  return Deno.uid() === 0 ? undefined : "only root can enter Wine's folder";
}
