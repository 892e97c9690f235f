/** Where the client's config files are, and what they hold. */
import { messageOf } from "../lib/error.ts";
import { OptionError, type OptionFile } from "../lib/options/mod.ts";
import { isAbsolutePath, joinPath, resolveFrom } from "./paths.ts";
import type { ReadEnvironment } from "./switches.ts";

/** A place of a config file. `given` is the one that `--config` names. */
export interface ConfigPlace {
  readonly scope: "policy" | "given" | "user" | "system";
  readonly path: string;
  /** Whether only what the administrator locked there counts. */
  readonly onlyLocked?: true;
}

/** A config file that was read. */
export interface ConfigFile extends OptionFile, ConfigPlace {
  /** Why it could not be read, although it is there. */
  readonly failure?: string;
}

export interface ConfigPlacesOptions {
  readonly os: typeof Deno.build.os;
  readonly environment: ReadEnvironment;
  readonly cwd: string | undefined;
  /** What `--config` says. */
  readonly given: string | undefined;
}

/**
 * Called for a file or variable of which something cannot be used and is left out: with its name
 * among the missing facts, such as `config.user`, and what is wrong, in one line.
 */
export type LeaveOut = (name: string, problem: string) => void;

export interface ConfigReadOptions {
  readonly readText: (path: string) => Promise<string>;
  /** For a file that cannot be read; without it that throws. */
  readonly leaveOut: LeaveOut | undefined;
}

/**
 * The places to look, the most specific first. A given file stands in for the others, but for
 * what the administrator locked.
 */
export function configPlaces(options: ConfigPlacesOptions): ConfigPlace[] {
  const { os, cwd, given } = options;
  const { user, system } = configFolders(options);
  const fileIn = (folder: string) => joinPath(os, folder, "client.jsonc");
  const places: ConfigPlace[] = [];
  if (given !== undefined) {
    places.push({ scope: "given", path: resolveFrom(os, cwd, given) });
  } else if (user !== undefined) {
    places.push({ scope: "user", path: fileIn(user) });
  }
  if (system !== undefined) {
    const place = { scope: "system", path: fileIn(system) } as const;
    places.push(given === undefined ? place : { ...place, onlyLocked: true });
  }
  return places;
}

/**
 * Reads the files that are there. One of the machine that cannot be read comes with its failure:
 * nobody knows what it says.
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
        const error = new OptionError(
          `Cannot read config "${place.path}": ${messageOf(cause)}`,
          { cause },
        );
        if (options.leaveOut === undefined) throw error;
        options.leaveOut(`config.${place.scope}`, error.message);
        return place.scope === "system"
          ? { ...place, text: "{}", failure: messageOf(cause) }
          : undefined;
      }
    }),
  );
  return files.filter((file) => file !== undefined);
}

/** The folders of this program's configuration: the user's, and the machine's. */
export function configFolders(
  options: Pick<ConfigPlacesOptions, "os" | "environment">,
): { user: string | undefined; system: string | undefined } {
  const { os } = options;
  const { user, system } = baseFolders(options);
  const own = (folder: string | undefined) =>
    folder !== undefined && isAbsolutePath(os, folder)
      ? joinPath(os, folder, "pyanalytics")
      : undefined;
  return { user: own(user), system: own(system) };
}

function baseFolders(
  { os, environment }: Pick<ConfigPlacesOptions, "os" | "environment">,
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
