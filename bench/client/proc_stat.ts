/** What the kernel says of a process: see proc_pid_stat(5). Linux only. */

export interface ProcessStat {
  readonly pid: number;
  /** Its program's name, the first 15 characters. */
  readonly name: string;
  /** `Z` is a zombie: it ended, and its parent has not asked how. */
  readonly state: string;
  readonly parentPid: number;
  /** -20 to 19; the more, the less claim it has to the processor. */
  readonly niceness: number;
}

/** `undefined` where there is no such process. */
export function processStat(pid: number | "self"): ProcessStat | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  } catch {
    return undefined;
  }
  // The name may have spaces and brackets of its own.
  const end = text.lastIndexOf(")");
  const fields = text.slice(end + 2).split(" ");
  return {
    pid: parseInt(text),
    name: text.slice(text.indexOf("(") + 1, end),
    state: fields[0]!,
    parentPid: Number(fields[1]),
    niceness: Number(fields[16]),
  };
}

/** Every process there is. */
export function allProcesses(): ProcessStat[] {
  return Array.from(Deno.readDirSync("/proc"), ({ name }) => name)
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => processStat(Number(pid)) ?? []);
}
