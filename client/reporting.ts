/** Whether reporting is on, and what says so. */
import type { SettingsReading } from "./settings.ts";
import { offSwitch, type ReadEnvironment } from "./switches.ts";

/** Whether starts are reported, and why. */
export interface Reporting {
  readonly isOn: boolean;
  /** What decided it, such as `DO_NOT_TRACK in the environment` or `"enabled" in "/etc/..."`. */
  readonly decidedBy: string;
}

/**
 * The environment can always switch off. Then the files decide: the policy and what the
 * administrator locked, else the user's, else the machine's.
 */
export function reporting(
  environment: ReadEnvironment,
  { values, origins }: Pick<SettingsReading, "values" | "origins">,
): Reporting {
  const variable = offSwitch(environment);
  return variable === undefined
    ? { isOn: values.enabled, decidedBy: origins.enabled! }
    : { isOn: false, decidedBy: `${variable} in the environment` };
}
