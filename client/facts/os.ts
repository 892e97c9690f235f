/** The distribution or the system's release, as its users name it. */
import { libcOf } from "./libc.ts";
import { linuxReport } from "./linux_report.ts";
import type { SomeOs } from "./os_facts.ts";
import { type Probes, unlessItFails } from "./probes.ts";
import { windowsOs } from "./windows.ts";
import { wslVersion } from "./wsl.ts";

export function os(probes: Probes, timeoutMs: number): Promise<SomeOs> {
  switch (probes.os) {
    case "windows":
      return windowsOs(probes, timeoutMs);
    case "darwin":
      return onMac(probes, timeoutMs);
    case "linux":
      return onLinux(probes, timeoutMs);
    default:
      return fromOsRelease(probes);
  }
}

async function onLinux(probes: Probes, timeoutMs: number): Promise<SomeOs> {
  const [release, report] = await Promise.all([
    unlessItFails(() => fromOsRelease(probes)),
    unlessItFails(() => linuxReport(probes, timeoutMs)),
  ]);
  return {
    ...release,
    ...report && libcOf(report),
    wsl: wslVersion(probes.osRelease()),
  };
}

/** See os-release(5). A rolling distribution has no version: then it is left out. */
async function fromOsRelease(probes: Probes): Promise<SomeOs> {
  const text = await probes.readText("/etc/os-release")
    .catch(() => probes.readText("/usr/lib/os-release"));
  const values = parseOsRelease(text);
  return {
    // The specification's own default.
    name: values.NAME ?? "Linux",
    version: values.VERSION_ID ?? values.BUILD_ID,
  };
}

/** Reads the assignments of os-release(5), with shell quoting so far as that allows it. */
export function parseOsRelease(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const match = /^\s*([A-Z0-9_]+)=(.*?)\s*$/.exec(line);
    if (!match) continue;
    const quoted = /^(["'])(.*)\1$/.exec(match[2]!);
    values[match[1]!] = quoted
      ? quoted[2]!.replace(/\\(["'$`\\])/g, "$1")
      : match[2]!;
  }
  return values;
}

/** `sw_vers` prints lines such as `ProductVersion:\t\t14.5`. */
async function onMac(probes: Probes, timeoutMs: number): Promise<SomeOs> {
  const text = await probes.run(["sw_vers"], { timeoutMs });
  const value = (name: string) =>
    new RegExp(`^${name}:\\s*(.+?)\\s*$`, "m").exec(text)?.[1];
  return {
    name: value("ProductName"),
    version: value("ProductVersion"),
    build: value("BuildVersion"),
  };
}
