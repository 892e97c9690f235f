/** Files of the outbox: written whole or not at all, read with a bound. */
import { join } from "@std/path";

/** Where a file goes, and where it is until it is whole. */
export interface WriteOptions {
  readonly path: string;
  /** In the same file system. */
  readonly temporary: string;
}

/**
 * Writes a file under a temporary name, then gives it its own: whoever lists the folder finds it
 * whole. It is not synced: a loss of power may leave it empty, which its reader finds out.
 *
 * @throws where it cannot be written; then nothing of it is left
 */
export async function writeWhole(
  text: string,
  { path, temporary }: WriteOptions,
): Promise<void> {
  const write = async () => {
    await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o600 });
    await Deno.rename(temporary, path);
  };
  try {
    await write().catch(async (error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      await makeFolders(parentOf(temporary), parentOf(path));
      await removeIfThere(temporary);
      await write();
    });
  } catch (error) {
    await removeIfThere(temporary);
    throw error;
  }
}

/** Makes folders that only this user may look into. */
export async function makeFolders(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  }
}

/** Removes a file. Tells whether it was there. */
export async function removeIfThere(path: string): Promise<boolean> {
  try {
    await Deno.remove(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What is in a folder; nothing where that is not there. */
export async function listFolder(path: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Removes whatever is in a folder. Tells how many files and folders that was. */
export async function emptyFolder(path: string): Promise<number> {
  const entries = await listFolder(path);
  for (const { name } of entries) {
    await Deno.remove(join(path, name), { recursive: true });
  }
  return entries.length;
}

/**
 * The text of a file; `undefined` where there is none.
 *
 * @throws {RangeError} where it has more than `maxBytes`, {TypeError} where it is not UTF-8
 */
export async function readBounded(
  path: string,
  maxBytes: number,
): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    const { size } = await Deno.stat(path);
    if (size > maxBytes) throw new RangeError(`"${path}" has ${size} bytes`);
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

function parentOf(path: string): string {
  return join(path, "..");
}
