/**
 * Where the outbox may be. Parent, child and commands come to the same answer from the
 * environment alone: the parent has no time to read a config file.
 */
import { isAbsolutePath, joinPath } from "../paths.ts";
import { isNo, type ReadEnvironment } from "../switches.ts";

/** Names another folder, in which each user has a part; a word for no means: keep no outbox. */
export const OUTBOX_VARIABLE = "PYANALYTICS_OUTBOX";

/** One folder in which the outbox may be. */
export interface OutboxPlace {
  readonly folder: string;
  /** The folder in it that several users share, made by the administrator. */
  readonly shared?: string;
}

export interface OutboxPlacesOptions {
  readonly os: typeof Deno.build.os;
  readonly environment: ReadEnvironment;
  /** `null` where the system numbers no users. */
  readonly userId: number | null;
}

/** The places to try, the best first: the user's own, then the one that all users share. */
export function outboxPlaces(options: OutboxPlacesOptions): OutboxPlace[] {
  const { os, environment } = options;
  const named = environment(OUTBOX_VARIABLE) ?? "";
  if (named !== "") {
    return isNo(named) || !isAbsolutePath(os, named)
      ? []
      : [partOf(named, options)];
  }
  const state = stateFolder(options);
  const shared = sharedFolder(options);
  const own = state !== undefined && isAbsolutePath(os, state)
    ? [{ folder: joinPath(os, state, "pyanalytics", "outbox") }]
    : [];
  return shared === undefined ? own : [...own, partOf(shared, options)];
}

function stateFolder(
  { os, environment }: OutboxPlacesOptions,
): string | undefined {
  if (os === "windows") return environment("LOCALAPPDATA");
  const home = environment("HOME") || undefined;
  if (os === "darwin") {
    return home && joinPath(os, home, "Library", "Application Support");
  }
  const configured = environment("XDG_STATE_HOME") ?? "";
  // The XDG specification has relative values ignored.
  return isAbsolutePath(os, configured)
    ? configured
    : home && joinPath(os, home, ".local", "state");
}

/** For accounts that have no folder of their own to write to. */
function sharedFolder(
  { os, environment }: OutboxPlacesOptions,
): string | undefined {
  if (os === "windows") {
    const folder = environment("PROGRAMDATA");
    return folder && joinPath(os, folder, "pyanalytics", "outbox");
  }
  return os === "darwin"
    ? "/Library/Application Support/pyanalytics/outbox"
    : "/var/spool/pyanalytics";
}

/** No user reads or delivers another's events. */
function partOf(shared: string, options: OutboxPlacesOptions): OutboxPlace {
  const { os, environment, userId } = options;
  const user = userId === null
    ? (environment("USERNAME") ?? "").replace(/\W+/g, "_") || "_"
    : String(userId);
  return { folder: joinPath(os, shared, user), shared };
}
