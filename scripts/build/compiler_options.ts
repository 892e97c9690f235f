/** Where compilers are found and kept, on this machine and for this user. */
import { join } from "@std/path";
import type { CompilerOptions } from "./compiler.ts";

/**
 * Reads `DENORT_BIN`, and finds the user's cache folder.
 *
 * @param root the project's folder, for a user who has none
 */
export function compilerOptions(
  environment: (name: string) => string | undefined,
  root: string,
): CompilerOptions {
  const home = environment("HOME");
  const caches = environment("XDG_CACHE_HOME") || join(home || root, ".cache");
  return {
    deno: Deno.execPath(),
    baseRuntime: environment("DENORT_BIN") || undefined,
    cacheFolder: join(caches, "pyanalytics", "build"),
  };
}
