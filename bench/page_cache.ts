/** Makes room for what a benchmark writes. */
import { join } from "@std/path";
import { TempFolder } from "../scripts/build/temp_folder.ts";

const STEP_BYTES = 1024 * 1024;

/**
 * Touches so much of the page cache and frees it again.
 *
 * A virtual machine's host backs a page when it is first touched, which was measured to make the
 * first write to it five times as slow. Whoever is measured next would pay for all after it.
 */
export async function touchPageCache(sizeBytes: number): Promise<void> {
  await using folder = await TempFolder.make();
  using file = await Deno.open(join(folder.path, "touched"), {
    write: true,
    createNew: true,
  });
  const step = new Uint8Array(STEP_BYTES);
  for (let written = 0; written < sizeBytes;) written += file.writeSync(step);
}
