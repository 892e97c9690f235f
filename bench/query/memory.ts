/** How much memory a process holds, as Linux tells. */

/** In bytes. */
export interface ProcessMemory {
  /** Now: VmRSS. */
  readonly residentBytes: number;
  /** The most it ever was: VmHWM. */
  readonly peakBytes: number;
}

/** The memory of a process; `undefined` on systems without `/proc`. */
export async function memoryOf(
  pid: number,
): Promise<ProcessMemory | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  return memoryIn(await Deno.readTextFile(`/proc/${pid}/status`));
}

/** The memory said in the text of `/proc/PID/status`. */
export function memoryIn(status: string): ProcessMemory | undefined {
  const bytesOf = (name: string) => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status);
    return kibibytes ? Number(kibibytes[1]) * 1024 : undefined;
  };
  const [residentBytes, peakBytes] = [bytesOf("VmRSS"), bytesOf("VmHWM")];
  return residentBytes === undefined || peakBytes === undefined
    ? undefined
    : { residentBytes, peakBytes };
}
