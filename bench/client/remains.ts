/** What starts of the client could leave behind, counted by a look before and one after. Linux only. */
import { join } from "@std/path";
import { allProcesses, processStat } from "./proc_stat.ts";

/** What there is at one moment, each thing in words. */
export interface Look {
  /** Ended processes that the one who is to ask for them has not asked for. */
  readonly zombies: readonly string[];
  /** What this process has open, which is the caller of every start. */
  readonly descriptors: readonly string[];
  /** All files in the folders. */
  readonly files: readonly string[];
}

/** What starts of the client run, compiled or not: other programs may end meanwhile as well. */
const PROGRAMS = ["pyanalytics-cli", "deno"];

/**
 * @param folders such as the starts' home and their folder for temporary files
 */
export function lookAt(folders: readonly string[]): Look {
  return {
    zombies: zombiesOf(ownAncestors())
      .filter((each) => PROGRAMS.some((name) => each.startsWith(`${name} `))),
    descriptors: descriptors(),
    files: folders.flatMap(filesIn),
  };
}

/** What is there now and was not before. */
export function remainsSince(before: Look, folders: readonly string[]): Look {
  const now = lookAt(folders);
  return {
    zombies: added(before.zombies, now.zombies),
    descriptors: added(before.descriptors, now.descriptors),
    files: added(before.files, now.files),
  };
}

/** A detached child's parent is the first process, or an ancestor that stands in for it. */
function ownAncestors(): Set<number> {
  const ancestors = new Set([1]);
  for (let pid = Deno.pid; pid > 1; pid = processStat(pid)?.parentPid ?? 0) {
    ancestors.add(pid);
  }
  return ancestors;
}

/** The zombies of these parents. */
export function zombiesOf(parents: ReadonlySet<number>): string[] {
  return allProcesses()
    .filter(({ state, parentPid }) => state === "Z" && parents.has(parentPid))
    .map(({ pid, name, parentPid }) => `${name} ${pid} of ${parentPid}`);
}

function descriptors(): string[] {
  const folder = "/proc/self/fd";
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name }) => {
    try {
      return [Deno.readLinkSync(`${folder}/${name}`)];
    } catch {
      // It was open only for this look.
      return [];
    }
  });
}

function filesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory ? filesIn(path) : [path];
  });
}

/** As often as it is there more than before. */
function added(before: readonly string[], now: readonly string[]): string[] {
  const left = [...before];
  return now.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
