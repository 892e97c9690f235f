/** Reads the settings from where this process finds them. */
import { messageOf } from "../lib/error.ts";
import {
  type ConfigFile,
  configPlaces,
  type LeaveOut,
  readConfigFiles,
} from "./config_files.ts";
import { DeadlineError } from "./deadline.ts";
import { valuesOf } from "./facts/registry.ts";
import type { Probes } from "./facts/probes.ts";
import { POLICY_KEY, policyText } from "./locks.ts";
import { optionTypes } from "./options.ts";
import { givenConfig, readSettings, type SettingsReading } from "./settings.ts";

export interface LoadOptions {
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly probes: Pick<Probes, "os" | "environment" | "readText" | "run">;
  /**
   * For config that cannot be used: an event without it is worth more than none. Without it that
   * throws, as a user who looks on wants to know.
   */
  readonly leaveOut?: LeaveOut;
}

/** The registry answers within a few milliseconds, unless the machine is full of work. */
const POLICY_TIMEOUT_MS = 3000;

/** @throws {OptionError} as `readSettings` and `readConfigFiles` do */
export async function loadSettings(
  { args, cwd, probes, leaveOut }: LoadOptions,
): Promise<SettingsReading> {
  const { os, environment, readText } = probes;
  const given = givenConfig({ args, environment });
  const places = configPlaces({ os, environment, cwd, given });
  const [policy, files] = await Promise.all([
    os === "windows" ? readPolicy(probes) : [],
    readConfigFiles(places, { readText, leaveOut }),
  ]);
  return readSettings({
    args,
    environment,
    files: [...policy, ...files],
    leaveOut,
  });
}

/** What group policies say, if they do; with its failure where nobody knows. */
async function readPolicy(probes: Pick<Probes, "run">): Promise<ConfigFile[]> {
  try {
    const values = await valuesOf(probes, POLICY_KEY, POLICY_TIMEOUT_MS);
    const text = policyText(values, optionTypes());
    return [{ scope: "policy", path: POLICY_KEY, text }];
  } catch (error) {
    // `reg` fails where there is no such key, as on most machines.
    if (!(error instanceof DeadlineError)) return [];
    const failure = messageOf(error);
    return [{ scope: "policy", path: POLICY_KEY, text: "{}", failure }];
  }
}
