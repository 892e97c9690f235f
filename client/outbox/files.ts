/**
 * Files of the outbox: written whole or not at all, read with a bound.
 *
 * All of it is synchronous: a child has little else to do, and each turn over a thread costs the
 * machine more than the call itself.
 */
import { join, parentOf } from "../paths.ts";

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
export function writeWhole(
  text: string,
  { path, temporary }: WriteOptions,
): void {
  const write = () => {
    Deno.writeTextFileSync(temporary, text, { createNew: true, mode: 0o600 });
    Deno.renameSync(temporary, path);
  };
  try {
    try {
      write();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      makeFolders(parentOf(temporary), parentOf(path));
      removeIfThere(temporary);
      write();
    }
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
}

/** A file holds what it should not: that is no trouble of the system's, and does not pass. */
export class DamageError extends Error {
  override readonly name = "DamageError";
}

/** Makes folders that only this user may look into. */
export function makeFolders(...paths: string[]): void {
  for (const path of paths) {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
  }
}

/** Removes a file. Tells whether it was there. */
export function removeIfThere(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What is in a folder; nothing where that is not there. */
export function listFolder(path: string): Deno.DirEntry[] {
  try {
    return Array.from(Deno.readDirSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Removes whatever is in a folder. Tells how many files and folders that was. */
export function emptyFolder(path: string): number {
  const entries = listFolder(path);
  for (const { name } of entries) {
    Deno.removeSync(join(path, name), { recursive: true });
  }
  return entries.length;
}

/**
 * The text of a file; `undefined` where there is none.
 *
 * @throws {DamageError} where it has more than `maxBytes` or is not UTF-8
 * @throws {Error} where it is no file, or cannot be read
 */
export function readBounded(
  path: string,
  maxBytes: number,
): string | undefined {
  let bytes: Uint8Array;
  try {
    const { size, isFile } = Deno.statSync(path);
    // To read a pipe takes until somebody writes, and nothing else is done meanwhile.
    if (!isFile) throw new Error(`"${path}" is no file`);
    if (size > maxBytes) throw new DamageError(`"${path}" has ${size} bytes`);
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DamageError(`"${path}" is not UTF-8`, { cause });
  }
}
