/** Architectures, and whether one is run on another. */
import { parseValues } from "./registry.ts";
import { type Probes, unlessItFails } from "./probes.ts";

/** One name for each, whatever a system or an interpreter calls it. */
const NAMES: Readonly<Record<string, string>> = {
  amd64: "x86_64",
  x64: "x86_64",
  i386: "x86",
  i486: "x86",
  i586: "x86",
  i686: "x86",
  arm64: "aarch64",
};

export function archName(name: string): string {
  const lower = name.toLowerCase();
  return NAMES[lower] ?? lower;
}

/** Which processor runs which programs by translating them. */
const TRANSLATED: Readonly<Record<string, readonly string[]>> = {
  aarch64: ["x86_64", "x86"],
};

/** Whether a program of one architecture is translated for the processor. */
export function isEmulated(program: string, processor: string): boolean {
  return TRANSLATED[archName(processor)]?.includes(archName(program)) ?? false;
}

/** A failing `sysctl` says that this Mac has never heard of the name. */
export const SYSCTL = [
  "sh",
  "-c",
  "sysctl hw.optional.arm64 2>/dev/null; :",
] as const;

/** Where Windows keeps the variables that programs start with, unless they are translated. */
export const ENVIRONMENT_KEY =
  "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";

/** The processor's own architecture, also where this very program is translated. */
export async function nativeArch(
  probes: Probes,
  timeoutMs: number,
): Promise<string> {
  switch (probes.os) {
    case "darwin": {
      const text = await unlessItFails(() => probes.run(SYSCTL, { timeoutMs }));
      return /^hw\.optional\.arm64: 1$/m.test(text ?? "")
        ? "aarch64"
        : archName(probes.arch);
    }
    case "windows": {
      const command = ["reg", "query", ENVIRONMENT_KEY] as const;
      const text = await unlessItFails(() =>
        probes.run(command, { timeoutMs })
      );
      const native = parseValues(text ?? "").PROCESSOR_ARCHITECTURE ??
        probes.environment("PROCESSOR_ARCHITEW6432") ??
        probes.environment("PROCESSOR_ARCHITECTURE");
      return archName(native ?? probes.arch);
    }
    default:
      return archName(probes.arch);
  }
}
