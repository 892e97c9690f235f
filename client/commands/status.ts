/** `status`: whether the client reports, why, and where it sends. */
import { hideCredentials } from "../credentials.ts";
import { loadSettings } from "../load_settings.ts";
import { createMachine } from "../machine.ts";
import type { Process } from "../process.ts";
import { reporting } from "../reporting.ts";

export const help = `pyanalytics-client status [options]
Says whether starts of Python are reported, and why; and where they are sent.

Takes the options of a report: --server, --config.`;

/** @throws {OptionError} where options, variables or config files cannot be used */
export async function run(process: Process): Promise<number> {
  const { args, cwd, environment } = process;
  using machine = createMachine({ environment, detached: false });
  const reading = await loadSettings({ args, cwd, probes: machine });
  const { values, origins } = reading;
  const { isOn, decidedBy } = reporting(environment, reading);
  process.print(`Reporting: ${isOn ? "on" : "off"}, by ${decidedBy}`);
  process.print(
    `Server: ${hideCredentials(values.server)}, from ${origins.server}`,
  );
  return 0;
}
