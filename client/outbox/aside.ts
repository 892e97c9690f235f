/**
 * What was moved aside: what a server refused, and what is damaged or no event at all. It is kept
 * for a time, for somebody to look at.
 */
import { join } from "../paths.ts";
import { ASIDE_BOUNDS, type Bounds } from "./bounds.ts";
import { parseName } from "./event_file.ts";
import { emptyFolder, listFolder, makeFolders } from "./files.ts";
import {
  type DatedFile,
  dropOldest,
  type Survey,
  surveyOf,
} from "./measure.ts";

export interface AsideOptions {
  readonly folder: string;
  /** Whether a file of that name counts as an event when it is dropped. */
  readonly isEvent: (name: string) => boolean;
}

/** One folder of such files. All is for whoever holds the outbox's lock. */
export class Aside {
  readonly #folder: string;
  readonly #isEvent: AsideOptions["isEvent"];

  constructor({ folder, isEvent }: AsideOptions) {
    this.#folder = folder;
    this.#isEvent = isEvent;
  }

  /** Moves a file here, or whatever has that name. */
  take(folder: string, name: string): void {
    const move = () =>
      Deno.renameSync(join(folder, name), join(this.#folder, name));
    try {
      move();
    } catch {
      try {
        makeFolders(this.#folder);
        move();
      } catch {
        // It went, or another program holds it open, on Windows: it stays for the next time.
      }
    }
  }

  /** Moves a file back under a name. */
  giveBack(name: string, path: string): void {
    Deno.renameSync(join(this.#folder, name), path);
  }

  /** Whatever lies here, oldest first. */
  list(): DatedFile[] {
    return listFolder(this.#folder)
      .map(({ name }) => ({
        name,
        atMs: parseName(name)?.atMs ?? modifiedMs(join(this.#folder, name)),
      }))
      .sort((a, b) => a.atMs - b.atMs);
  }

  /** Drops the oldest of what is beyond the bounds. Tells how many events. */
  trim(nowMs: number, bounds: Bounds = ASIDE_BOUNDS): number {
    return dropOldest(this.#folder, this.list(), { bounds, nowMs })
      .filter(({ name }) => this.#isEvent(name)).length;
  }

  survey(): Survey {
    return surveyOf(this.#folder);
  }

  /** Removes everything. Tells how much that was. */
  clear(): number {
    return emptyFolder(this.#folder);
  }
}

/** 0 where it went in the meantime. */
function modifiedMs(path: string): number {
  try {
    return Deno.lstatSync(path).mtime?.getTime() ?? 0;
  } catch {
    return 0;
  }
}
