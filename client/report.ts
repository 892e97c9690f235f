/** Makes the event of one start: the same for the background and the foreground. */
import { type Cache, createCache, NO_CACHE } from "./cache.ts";
import { cacheFolder } from "./cache_folder.ts";
import { collectEvent } from "./collect.ts";
import { configFolders } from "./config_files.ts";
import type { ClientEvent } from "./event.ts";
import type { Probes } from "./facts/probes.ts";
import type { Settings } from "./options.ts";
import type { FactsFolder } from "./facts/site.ts";
import type { SourceTimes } from "./facts/source_times.ts";
import { joinPath, resolveFrom } from "./paths.ts";
import { argvUnder } from "./policy/argv.ts";
import { withNames } from "./policy/identity.ts";
import type { Process } from "./process.ts";
import { VERSION } from "../lib/version.ts";

export interface ReportOptions {
  /** Its clock shows the time since the report was begun. */
  readonly process: Pick<Process, "now">;
  readonly probes: Probes;
  readonly settings: Settings;
  readonly argv: readonly string[];
  readonly cwd: string | undefined;
  readonly startMs: number;
  readonly missing: readonly string[];
  /** The event's `uuid`; a new one where it has none yet. */
  readonly uuid?: string | undefined;
  /** Where each source's time is noted, if somebody asks for it. */
  readonly sourceTimes?: SourceTimes | undefined;
}

/** The part of the time that the facts may take; what is left is for the delivery. */
const FACTS_SHARE = 0.6;

/** The event with nothing in it that the settings keep on this host. */
export async function makeEvent(options: ReportOptions): Promise<ClientEvent> {
  const { process, settings, uuid = crypto.randomUUID() } = options;
  const event = await collectEvent({
    probes: options.probes,
    argv: argvUnder(settings.argv, options.argv),
    python: settings.python,
    wrapper: settings.wrapper,
    tag: settings.tag,
    packages: settings.packages,
    ephemeral: settings.ephemeral,
    factsFolders: factsFolders(options),
    cache: cacheOf(options.probes),
    cwd: options.cwd,
    startMs: options.startMs,
    timeoutMs: settings.timeoutMs * FACTS_SHARE - process.now(),
    version: VERSION,
    missing: options.missing,
    now: process.now,
    uuid: () => uuid,
    sourceTimes: options.sourceTimes,
  });
  return await withNames(event, settings);
}

/**
 * The configured one, or else those beside the config files, the machine's last. On Windows
 * anybody may make the machine's where there is none, so no programs are run from there.
 */
function factsFolders({ probes, settings, cwd }: ReportOptions): FactsFolder[] {
  const { os, environment } = probes;
  if (settings.factsDir !== undefined) {
    const path = resolveFrom(os, cwd, settings.factsDir);
    return [{ path, runsPrograms: true }];
  }
  const { user, system } = configFolders({ os, environment });
  const inFolder = (folder: string | undefined, runsPrograms: boolean) =>
    folder === undefined
      ? []
      : [{ path: joinPath(os, folder, "facts.d"), runsPrograms }];
  return [...inFolder(user, true), ...inFolder(system, os !== "windows")];
}

function cacheOf({ os, environment, userId }: Probes): Cache {
  const places = cacheFolder(os, environment);
  if (places === undefined) return NO_CACHE;
  try {
    return createCache({ ...places, os, userId: userId() });
  } catch {
    // Who this is may not be asked: then nobody's folder is the own one.
    return NO_CACHE;
  }
}
