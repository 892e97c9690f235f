/** What the scripts in `.ci/` prepare outside the tree, for tests that need more than is installed. */

export interface Prepared {
  /** The folder that holds it, there or not. */
  readonly folder: string;
  /** Why it is not there; `undefined` where it is. */
  readonly unavailable: string | undefined;
}

/** @param name the script's name, without the ending */
export function prepared(name: string): Prepared {
  const caches = Deno.env.get("XDG_CACHE_HOME") ||
    `${Deno.env.get("HOME")}/.cache`;
  const folder = `${caches}/pyanalytics-${name}`;
  const read = (file: string): string | undefined => {
    try {
      return Deno.readTextFileSync(`${folder}/${file}`).trim();
    } catch {
      return undefined;
    }
  };
  const unavailable = read("ready") === undefined
    ? read("reason") ?? `run .ci/${name}.sh first`
    : undefined;
  return { folder, unavailable };
}
