/**
 * Facts of the site's own: JSON files, and programs that print JSON, in folders named `facts.d`.
 *
 * `owner.json` becomes `site.owner`, what `disk.sh` prints `site.disk`. Each is bounded in time
 * and size, and one that fails costs no other.
 */
import { messageOf } from "../../lib/error.ts";
import { joinPath } from "../paths.ts";
import { type Probes, unlessItFails } from "./probes.ts";

/** Runs the work that finds one fact with the probes for it, times it, and notes where it fails. */
export type Find = <T>(
  name: string,
  work: (probes: Probes) => T | Promise<T>,
) => Promise<T | undefined>;

/** A folder of facts. */
export interface FactsFolder {
  readonly path: string;
  /** Whether its programs are run, or only its JSON read. */
  readonly runsPrograms: boolean;
}

export interface SiteFactsOptions {
  /** Where to look; of two files of one name the first folder's counts. */
  readonly folders: readonly FactsFolder[];
  readonly find: Find;
}

const MAX_FILES = 32;
const MAX_BYTES = 64 * 1024;
/** For each program. */
const TIMEOUT_MS = 1000;
/** What everybody can write may be anybody's program. */
const WRITABLE_BY_ALL = 0o002;

/** All facts by name, or `undefined` where there are no files. */
export async function siteFacts(
  { folders, find }: SiteFactsOptions,
): Promise<Record<string, unknown> | undefined> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    const found = await find("site", (probes) => filesIn(probes, folder)) ?? [];
    for (const [name, path] of found) {
      if (!files.has(name)) files.set(name, path);
    }
  }
  if (files.size === 0) return undefined;
  const facts = await Promise.all(
    [...files].slice(0, MAX_FILES).map(async ([name, path]) => [
      name,
      await find(`site.${name}`, (probes) => readFact(probes, path)),
    ]),
  );
  return Object.fromEntries(facts.filter(([, value]) => value !== undefined));
}

/**
 * The files' names without their endings, and their paths, in the order of names.
 *
 * @throws where anybody could have put them there
 */
async function filesIn(
  probes: Probes,
  { path: folder, runsPrograms }: FactsFolder,
): Promise<[name: string, path: string][]> {
  const names = await unlessItFails(() => probes.listFolder(folder)) ?? [];
  if (names.length > 0) await checkMode(probes, folder);
  return names.sort().flatMap((file): [string, string][] => {
    // Editors and package managers leave copies behind: `.owner.json.swp`, `owner.json~`.
    const name = /^([^.~][^~]*?)(\.[A-Za-z\d]+)?$/.exec(file)?.[1];
    const isWanted = name !== undefined && (runsPrograms || isData(file));
    return isWanted ? [[name, joinPath(probes.os, folder, file)]] : [];
  });
}

function isData(path: string): boolean {
  return path.endsWith(".json");
}

async function checkMode(probes: Probes, path: string): Promise<void> {
  const { mode } = await probes.fileInfo(path);
  if (mode !== null && (mode & WRITABLE_BY_ALL) !== 0) {
    throw new Error(`Cannot use "${path}": everybody can write it`);
  }
}

/** @throws where it is no JSON, too long, too slow, or not safe */
async function readFact(probes: Probes, path: string): Promise<unknown> {
  const { isFile, sizeBytes } = await probes.fileInfo(path);
  if (!isFile) throw new Error(`Cannot use "${path}": it is no file`);
  await checkMode(probes, path);
  if (isData(path) && sizeBytes > MAX_BYTES) {
    throw new Error(
      `Cannot use "${path}": it has more than ${MAX_BYTES} bytes`,
    );
  }
  const text = isData(path)
    ? await probes.readText(path)
    : await probes.run(commandOf(probes, path), {
      timeoutMs: TIMEOUT_MS,
      isLowPriority: true,
    });
  if (text.length > MAX_BYTES) {
    throw new Error(
      `Cannot use "${path}": it says more than ${MAX_BYTES} bytes`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`Cannot use "${path}": ${messageOf(cause)}`, { cause });
  }
}

function commandOf(probes: Probes, path: string): [string, ...string[]] {
  return probes.os === "windows" && /\.(cmd|bat)$/i.test(path)
    ? ["cmd", "/d", "/c", path]
    : [path];
}
