/** Where `.ci/wine.sh` keeps its Windows, and whether there is one. */

const FOLDER = `${
  Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME")}/.cache`
}/pyanalytics-wine`;

/** The root of a small Debian with Wine in it. */
export const ROOT = `${FOLDER}/root`;

/** Held by whoever uses it. */
export const LOCK = `${FOLDER}/in-use`;

/** Why there is no Windows to test on; `undefined` where there is one. */
export const UNAVAILABLE = unavailable();

function unavailable(): string | undefined {
  if (Deno.build.os !== "linux") return "Wine is run on Linux alone";
  if (read("ready") === undefined) {
    return read("reason") ?? "run .ci/wine.sh first";
  }
  // The tests may run as another user than the one who prepared it.
  return Deno.uid() === 0 ? undefined : "only root can enter Wine's folder";
}

function read(name: string): string | undefined {
  try {
    return Deno.readTextFileSync(`${FOLDER}/${name}`).trim();
  } catch {
    return undefined;
  }
}
