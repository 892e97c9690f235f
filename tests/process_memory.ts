/** The memory of other processes, on Linux. */

/** What a process has in memory now, in bytes. */
export function residentBytes(pid: number): number {
  return bytesIn(pid, "VmRSS");
}

/** The most that it ever had. */
export function peakResidentBytes(pid: number): number {
  return bytesIn(pid, "VmHWM");
}

function bytesIn(pid: number, field: string): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, "m")
    .exec(status)!;
  return Number(kibibytes) * 1024;
}
