/** What an installation will do, found out before anything is written. */
import { join } from "@std/path";
import * as fingerprint from "./fingerprint.ts";
import type { Manifest } from "./manifest.ts";

/** Something to put into the folder. */
export interface Wanted {
  readonly file: string;
  /** What it looks like when it is there: see `fingerprint.ts`. */
  readonly state: string;
  /** Makes it at a path. */
  readonly make: (path: string) => Promise<void>;
}

/** What happens to one of them. */
export interface Step extends Wanted {
  readonly action: "write" | "replace" | "keep";
}

/**
 * @param manifest what an earlier installation put there
 * @throws {Error} where something else has one of the names: that is never written over
 */
export async function plan(
  folder: string,
  wanted: readonly Wanted[],
  manifest: Manifest | undefined,
): Promise<Step[]> {
  const steps: Step[] = [];
  const foreign: string[] = [];
  for (const each of wanted) {
    const path = join(folder, each.file);
    const found = await fingerprint.at(path);
    const own = manifest?.entries.find(({ file }) => file === each.file);
    if (found === undefined) steps.push({ ...each, action: "write" });
    else if (own === undefined || !own.states.includes(found)) {
      foreign.push(path);
    } else {
      const action = found === each.state ? "keep" : "replace";
      steps.push({ ...each, action });
    }
  }
  if (foreign.length > 0) {
    const paths = foreign.map((path) => `"${path}"`).join(", ");
    throw new Error(
      `Cannot write ${paths}: there already, and not as "install" put it there; ` +
        "move it away, or choose another --dir",
    );
  }
  return steps;
}
