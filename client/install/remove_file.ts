/** Removes a file, on Windows also one that runs. */
import { basename, join } from "@std/path";

/**
 * Windows does not let go of a program that runs, as this one may, but lets it be moved.
 *
 * @param aside the folder where it goes then, on the same drive
 * @throws where it can neither be removed nor moved
 */
export async function removeFile(
  path: string,
  aside: string | undefined,
): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (Deno.build.os !== "windows" || aside === undefined) throw error;
    const name = `${basename(path)}.${crypto.randomUUID().slice(0, 8)}.old`;
    await Deno.rename(path, join(aside, name));
  }
}
