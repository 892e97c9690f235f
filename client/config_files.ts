/** Where the client's config files are, and what they hold. */
import { messageOf } from "../lib/error.ts";
import { OptionError, type OptionFile } from "../lib/options/mod.ts";
import { isAbsolutePath, joinPath, resolveFrom } from "./paths.ts";
import type { ReadEnvironment } from "./switches.ts";

/** A place of a config file. `given` is the one that `--config` names. */
export interface ConfigPlace {
  readonly scope: "given" | "user" | "system";
  readonly path: string;
}

/** A config file that was read. */
export interface ConfigFile extends OptionFile, ConfigPlace {}

export interface ConfigPlacesOptions {
  readonly os: typeof Deno.build.os;
  readonly environment: ReadEnvironment;
  readonly cwd: string | undefined;
  /** What `--config` says. */
  readonly given: string | undefined;
}

export interface ConfigReadOptions {
  readonly readText: (path: string) => Promise<string>;
  /** Called for a file that cannot be read, which is then left out; without it that throws. */
  readonly leaveOut: ((name: string) => void) | undefined;
}

/** The places to look, the most specific first. A given file stands in for the others. */
export function configPlaces(options: ConfigPlacesOptions): ConfigPlace[] {
  const { os, cwd, given } = options;
  if (given !== undefined) {
    return [{ scope: "given", path: resolveFrom(os, cwd, given) }];
  }
  const { user, system } = folders(options);
  const places: ConfigPlace[] = [];
  for (const [scope, folder] of [["user", user], ["system", system]] as const) {
    if (folder === undefined || !isAbsolutePath(os, folder)) continue;
    places.push({
      scope,
      path: joinPath(os, folder, "pyanalytics", "client.jsonc"),
    });
  }
  return places;
}

/**
 * Reads the files that are there.
 *
 * @throws {OptionError} where one cannot be read and `leaveOut` is not given
 */
export async function readConfigFiles(
  places: readonly ConfigPlace[],
  options: ConfigReadOptions,
): Promise<ConfigFile[]> {
  const files = await Promise.all(
    places.map(async (place) => {
      try {
        return { ...place, text: await options.readText(place.path) };
      } catch (cause) {
        if (place.scope !== "given" && isAbsent(cause)) return undefined;
        if (options.leaveOut === undefined) {
          throw new OptionError(
            `Cannot read config "${place.path}": ${messageOf(cause)}`,
            { cause },
          );
        }
        options.leaveOut(`config.${place.scope}`);
        return undefined;
      }
    }),
  );
  return files.filter((file) => file !== undefined);
}

function folders(
  { os, environment }: ConfigPlacesOptions,
): { user: string | undefined; system: string | undefined } {
  if (os === "windows") {
    return {
      user: environment("APPDATA"),
      system: environment("PROGRAMDATA"),
    };
  }
  const home = environment("HOME") || undefined;
  const inHome = (...parts: string[]) =>
    home === undefined ? undefined : joinPath(os, home, ...parts);
  if (os === "darwin") {
    return {
      user: inHome("Library", "Application Support"),
      system: "/Library/Application Support",
    };
  }
  const configured = environment("XDG_CONFIG_HOME") ?? "";
  return {
    // The XDG specification has relative values ignored.
    user: isAbsolutePath(os, configured) ? configured : inHome(".config"),
    system: "/etc",
  };
}

function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory ||
    // What Deno says of anything under /dev/null, the home of many a service account.
    error instanceof Deno.errors.NotCapable;
}
