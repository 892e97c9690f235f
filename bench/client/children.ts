/** The client's detached children, looked at and killed from outside. Linux only. */
import { decodeHandOver, type HandOver } from "../../client/hand_over.ts";

/** A child that is alive. */
export interface Child {
  readonly pid: number;
  readonly handOver: HandOver;
}

/** The children whose environment has `mark`. */
export function childrenOf(mark: string): Child[] {
  const children: Child[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const variables = Deno.readTextFileSync(`/proc/${name}/environ`);
      if (!variables.includes(mark)) continue;
      const [, text = ""] = /(?:^|\0)PYANALYTICS_CHILD=([^\0]*)/
        .exec(variables) ?? [];
      const handOver = decodeHandOver(text);
      if (handOver !== undefined) {
        children.push({ pid: Number(name), handOver });
      }
    } catch {
      // It ended in the meantime, or is another user's.
    }
  }
  return children;
}

/** Stops a process where it is, calls `look`, then kills it. Tells whether it was still there. */
export function killAfter(pid: number, look: () => void): boolean {
  try {
    Deno.kill(pid, "SIGSTOP");
  } catch {
    return false;
  }
  look();
  Deno.kill(pid, "SIGKILL");
  return true;
}
