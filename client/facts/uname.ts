/** The kernel and the machine, with the values of Python's `platform.uname()`. */
import { linuxReport } from "./linux_report.ts";
import { type Partly, type Probes, unlessItFails } from "./probes.ts";
import { isServer, releaseOf } from "./windows.ts";

export interface Uname {
  readonly system: string;
  readonly node: string;
  readonly release: string;
  readonly version: string;
  readonly machine: string;
  readonly processor: string;
}

/** What the kernels call themselves. */
const SYSTEMS: { readonly [os in Probes["os"]]?: string } = {
  linux: "Linux",
  android: "Linux",
  darwin: "Darwin",
  freebsd: "FreeBSD",
};

export function uname(
  probes: Probes,
  timeoutMs: number,
): Promise<Partly<Uname>> {
  switch (probes.os) {
    case "windows":
      return onWindows(probes, timeoutMs);
    case "linux":
      return onLinux(probes, timeoutMs);
    default:
      return onUnix(probes, timeoutMs);
  }
}

async function onLinux(
  probes: Probes,
  timeoutMs: number,
): Promise<Partly<Uname>> {
  const report = await unlessItFails(() => linuxReport(probes, timeoutMs));
  const said = (name: string) => report?.get(name)?.[0];
  return fromCommands(probes, said("uname"), said("processor"));
}

async function onUnix(
  probes: Probes,
  timeoutMs: number,
): Promise<Partly<Uname>> {
  const ask = (option: string) =>
    unlessItFails(() => probes.run(["uname", option], { timeoutMs }));
  return fromCommands(probes, ...await Promise.all([ask("-smv"), ask("-p")]));
}

/** From what `uname -smv` and `uname -p` printed. */
function fromCommands(
  probes: Probes,
  kernel: string | undefined,
  processor: string | undefined,
): Partly<Uname> {
  // Only the version in the middle has spaces.
  const parts = /^(\S+) (.*) (\S+)$/s.exec(kernel?.trim() ?? "");
  return {
    system: parts?.[1] ?? SYSTEMS[probes.os],
    node: probes.hostname(),
    release: probes.osRelease(),
    version: parts?.[2],
    machine: parts?.[3] ?? probes.arch,
    // As Python has it: empty where the system does not say.
    processor: (processor ?? "").trim().replace(/^unknown$/, ""),
  };
}

async function onWindows(
  probes: Probes,
  timeoutMs: number,
): Promise<Partly<Uname>> {
  const version = probes.osRelease();
  return {
    system: "Windows",
    node: probes.hostname(),
    release: releaseOf(version, await isServer(probes, timeoutMs)),
    version,
    // The first is set for a 32-bit process on a 64-bit machine.
    machine: probes.environment("PROCESSOR_ARCHITEW6432") ??
      probes.environment("PROCESSOR_ARCHITECTURE"),
    processor: probes.environment("PROCESSOR_IDENTIFIER"),
  };
}
