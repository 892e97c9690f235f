/** What Linux lets this process use of the machine: the limits of its control groups. */
import type { LinuxReport } from "./linux_report.ts";

export interface Limits {
  /** In processors: 1.5 is one and a half. */
  readonly cpu_limit: number | undefined;
  readonly memory_limit_bytes: number | undefined;
}

/**
 * The tightest of all limits that hold. Both versions are read: `memory.max` and `cpu.max`
 * (`200000 100000`, or `max 100000`) of the second; of the first `memory.limit_in_bytes`, which
 * without a limit is about 2^63, and `cpu.cfs_quota_us`, which then is -1.
 */
export function cgroupLimits(report: LinuxReport): Limits {
  const memory = (report.get("memory") ?? []).map(Number)
    .filter((bytes) => Number.isSafeInteger(bytes));
  const periods = report.get("period") ?? [];
  const quotas = [
    ...(report.get("cpu") ?? []).map((text) => text.split(" ")),
    ...(report.get("quota") ?? []).map((quota, at) => [quota, periods[at]]),
  ];
  const processors = quotas.map(([quota, period]) =>
    Number(quota) / Number(period)
  ).filter((each) => each > 0 && Number.isFinite(each));
  return {
    cpu_limit: least(processors.map((each) => Math.round(each * 100) / 100)),
    memory_limit_bytes: least(memory),
  };
}

function least(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.min(...values);
}
