/** Where each system has programs keep what they can do without. */
import { isAbsolutePath, joinPath } from "./paths.ts";
import type { ReadEnvironment } from "./switches.ts";

/** A folder, and the one above it that is there already and belongs to the user. */
export interface UserFolder {
  readonly folder: string;
  readonly home: string;
}

/** `undefined` for a user without a home. */
export function cacheFolder(
  os: typeof Deno.build.os,
  environment: ReadEnvironment,
): UserFolder | undefined {
  const named = (name: string) => {
    const path = environment(name) ?? "";
    return isAbsolutePath(os, path) ? path : undefined;
  };
  if (os === "windows") {
    const home = named("LOCALAPPDATA");
    return home === undefined ? undefined : {
      home,
      folder: joinPath(os, home, "pyanalytics", "cache"),
    };
  }
  const home = named("HOME");
  if (home === undefined) return undefined;
  const caches = os === "darwin"
    ? joinPath(os, home, "Library", "Caches")
    : named("XDG_CACHE_HOME") ?? joinPath(os, home, ".cache");
  return { home, folder: joinPath(os, caches, "pyanalytics") };
}
