/** The kernel and the machine, with the values of Python's `platform.uname()`. */
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
  return probes.os === "windows"
    ? onWindows(probes, timeoutMs)
    : onUnix(probes, timeoutMs);
}

/** The command, as Deno lets nobody with less than all permissions read `/proc/sys/kernel`. */
async function onUnix(
  probes: Probes,
  timeoutMs: number,
): Promise<Partly<Uname>> {
  const [kernel, processor] = await Promise.all([
    unlessItFails(() => probes.run(["uname", "-smv"], { timeoutMs })),
    processorOf(probes, timeoutMs),
  ]);
  // Only the version in the middle has spaces.
  const parts = /^(\S+) (.*) (\S+)$/s.exec(kernel?.trim() ?? "");
  return {
    system: parts?.[1] ?? SYSTEMS[probes.os],
    node: probes.hostname(),
    release: probes.osRelease(),
    version: parts?.[2],
    machine: parts?.[3] ?? probes.arch,
    processor,
  };
}

/** As Python has it: empty where the system does not say. */
async function processorOf(
  probes: Probes,
  timeoutMs: number,
): Promise<string> {
  const answer =
    await unlessItFails(() => probes.run(["uname", "-p"], { timeoutMs })) ?? "";
  return answer.trim() === "unknown" ? "" : answer.trim();
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
