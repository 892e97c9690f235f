/** Reads the settings from where this process finds them. */
import type { OptionReading } from "../lib/options/mod.ts";
import { configPlaces, readConfigFiles } from "./config_files.ts";
import { givenConfig, type OPTIONS, readSettings } from "./options.ts";
import type { Probes } from "./facts/probes.ts";

export interface LoadOptions {
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly probes: Pick<Probes, "os" | "environment" | "readText">;
  /**
   * Called for config that cannot be used, which is then left out: an event without it is worth
   * more than none. Not given where a user looks on.
   */
  readonly leaveOut?: (name: string) => void;
}

/** @throws {OptionError} as `readSettings` and `readConfigFiles` do */
export async function loadSettings(
  { args, cwd, probes, leaveOut }: LoadOptions,
): Promise<OptionReading<typeof OPTIONS>> {
  const { os, environment, readText } = probes;
  const given = givenConfig({ args, environment });
  const places = configPlaces({ os, environment, cwd, given });
  const files = await readConfigFiles(places, { readText, leaveOut });
  return readSettings({ args, environment, files, leaveOut });
}
