/**
 * What was found out before, in files of the user's cache folder.
 *
 * Anyone may delete them at any time. Each is written under another name first, so that whoever
 * reads one finds all of it or nothing.
 */
import { joinPath } from "./paths.ts";

/** Answers by what they depend on. */
export interface Cache {
  /** What was kept for these parts, if it is there and readable. */
  get(parts: readonly unknown[]): Promise<unknown>;
  /** Keeps a value that JSON can hold. Where that is not possible, nothing happens. */
  set(parts: readonly unknown[], value: unknown): Promise<void>;
}

export interface CacheOptions {
  /** Where the files are; made when the first is written. */
  readonly folder: string;
  /** The user's own folder that `folder` lies in. */
  readonly home: string;
  readonly os: typeof Deno.build.os;
  readonly userId: number | null;
}

/** A cache that keeps nothing, for users without a home. */
export const NO_CACHE: Cache = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(),
};

/** As many interpreters as a machine may have in use, and a few facts more. */
const MAX_FILES = 64;
const MAX_FILE_BYTES = 256 * 1024;
/** A file of that age which nobody renamed was left behind by a killed process. */
const ABANDONED_MS = 60 * 60 * 1000;
const ENDING = ".json";
const UNFINISHED = ".new";

/** A cache in a folder of the user's own; one of somebody else's is left alone. */
export function createCache(options: CacheOptions): Cache {
  const { folder, os } = options;
  const path = async (parts: readonly unknown[]) =>
    joinPath(os, folder, await nameOf(parts) + ENDING);

  /** Looked up for the first answer, and believed for the others of this process. */
  let isReadable: Promise<boolean> | undefined;

  async function write(parts: readonly unknown[], text: string) {
    if (!await isOwn(options.home, options)) return;
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    if (!await isOwn(folder, options)) return;
    const unfinished = joinPath(os, folder, crypto.randomUUID() + UNFINISHED);
    await Deno.writeTextFile(unfinished, text, {
      createNew: true,
      mode: 0o600,
    });
    await Deno.rename(unfinished, await path(parts));
    isReadable = undefined;
    await prune(options);
  }

  return {
    async get(parts) {
      try {
        if (!await (isReadable ??= isOwn(folder, options))) return undefined;
        return JSON.parse(await Deno.readTextFile(await path(parts)));
      } catch {
        return undefined;
      }
    },
    async set(parts, value) {
      const text = JSON.stringify(value);
      if (text.length > MAX_FILE_BYTES) return;
      try {
        await write(parts, text);
      } catch {
        // A full or read-only disk costs time at the next start, and nothing else.
      }
    },
  };
}

/** Root with another user's `HOME` must neither follow their links nor leave files there. */
async function isOwn(
  path: string,
  { os, userId }: CacheOptions,
): Promise<boolean> {
  const { isDirectory, uid } = await Deno.lstat(path);
  return isDirectory && (os === "windows" || uid === userId);
}

async function nameOf(parts: readonly unknown[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex().slice(0, 32);
}

/** Deletes the oldest files where there are too many, and those that nobody finished. */
async function prune({ folder, os }: CacheOptions): Promise<void> {
  const files = [];
  for await (const { name } of Deno.readDir(folder)) {
    const path = joinPath(os, folder, name);
    const { mtime } = await Deno.lstat(path);
    files.push({ path, name, changedMs: mtime?.getTime() ?? 0 });
  }
  const abandoned = files.filter(({ name, changedMs }) =>
    name.endsWith(UNFINISHED) && changedMs < Date.now() - ABANDONED_MS
  );
  const surplus = files.filter(({ name }) => name.endsWith(ENDING))
    .sort((a, b) => b.changedMs - a.changedMs).slice(MAX_FILES);
  for (const { path } of [...abandoned, ...surplus]) await Deno.remove(path);
}
