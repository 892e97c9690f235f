/** Files that are there as a whole or not at all. */

/** Behind the name of a file that is not whole yet; one that stays so is left from a process that ended. */
export const UNFINISHED = ".unfinished";

/**
 * Writes a file that only its owner can read. Whoever reads it finds all of it, or what was there
 * before; after a loss of power it may be damaged, which is for its reader to notice.
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const unfinished = path + UNFINISHED;
  Deno.writeFileSync(unfinished, bytes, { mode: 0o600 });
  Deno.renameSync(unfinished, path);
}

/** Removes a file, unless somebody else has. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
