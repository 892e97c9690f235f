/** The machine that Python runs on: what it is, what it may use of it, and whether it will last. */
import { nativeArch } from "./arch.ts";
import { cgroupLimits, type Limits } from "./cgroup.ts";
import { ciSystem, isEphemeral } from "./ci.ts";
import { containerOf } from "./container.ts";
import { linuxReport } from "./linux_report.ts";
import { type Partly, type Probes, unlessItFails } from "./probes.ts";

export interface Hardware extends Limits {
  /** The processor's architecture: `x86_64`, `aarch64`, ... */
  readonly arch: string;
  /** Processors that this process may use. */
  readonly cores: number;
  readonly memory_bytes: number;
  readonly container: string | undefined;
  readonly ci: string | undefined;
  readonly is_ephemeral: boolean;
}

export interface HardwareOptions {
  readonly timeoutMs: number;
  /** What the configuration says of `is_ephemeral`. */
  readonly ephemeral: boolean | undefined;
}

export async function hardware(
  probes: Probes,
  { timeoutMs, ephemeral }: HardwareOptions,
): Promise<Partly<Hardware>> {
  const { environment, os } = probes;
  const report = os === "linux"
    ? await unlessItFails(() => linuxReport(probes, timeoutMs))
    : undefined;
  const container = report && containerOf(probes, report);
  return {
    arch: await unlessItFails(() => nativeArch(probes, timeoutMs)),
    cores: await unlessItFails(probes.coreCount),
    memory_bytes: await unlessItFails(probes.memoryBytes),
    cpu_limit: report && cgroupLimits(report).cpu_limit,
    memory_limit_bytes: report && cgroupLimits(report).memory_limit_bytes,
    container,
    ci: ciSystem(environment),
    is_ephemeral: isEphemeral({
      environment,
      container,
      configured: ephemeral,
    }),
  };
}
