/** Values of the Windows registry, as `reg query` prints them. */
import type { Probes } from "./probes.ts";

/** Says which Windows this is. */
export const VERSION_KEY =
  "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
/** Says which domain the host is in. */
export const TCPIP_KEY =
  "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters";

/** The values directly under a key. */
export async function valuesOf(
  probes: Pick<Probes, "run">,
  key: string,
  timeoutMs: number,
): Promise<Record<string, string>> {
  return parseValues(await probes.run(["reg", "query", key], { timeoutMs }));
}

/** Reads lines such as `    ProductName    REG_SZ    Windows 10 Pro`. */
export function parseValues(output: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of output.split(/\r?\n/)) {
    const match = /^\s+(\S.*?)\s+REG_[A-Z_]+\s*(.*?)\s*$/.exec(line);
    if (match) values[match[1]!] = match[2]!;
  }
  return values;
}
