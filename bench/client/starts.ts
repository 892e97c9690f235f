/** Measures starts of commands, with a clock and an accountant that cost next to nothing. */
import { fromFileUrl } from "@std/path";

const SCRIPT = fromFileUrl(new URL("starts.py", import.meta.url));

/** What one start took. */
export interface Start {
  readonly wallMs: number;
  /** Of the process, and of the processes it waited for. */
  readonly cpuMs: number;
  /** The most that was resident. */
  readonly residentBytes: number;
}

export interface StartsOptions {
  readonly command: readonly [string, ...string[]];
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly count: number;
  /** How long to leave the machine to what goes on behind, after each start. */
  readonly pauseMs: number;
  /** A command that runs the measurement, such as one that changes what it sees. */
  readonly within?: readonly string[];
}

/** The interpreter that measures, and that the wrapper starts; `undefined` where there is none. */
export async function findPython(): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("python3", {
      args: ["-c", "import os, sys; print(os.path.realpath(sys.executable))"],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}

/** Why these measurements cannot be made; `undefined` where they can. */
export async function lacksPython(): Promise<string | undefined> {
  if (Deno.build.os === "windows") return "it measures with wait4()";
  return await findPython() === undefined ? "python3 is missing" : undefined;
}

/**
 * Starts a command again and again.
 *
 * @throws {Error} where it fails
 */
export async function measureStarts(options: StartsOptions): Promise<Start[]> {
  const { command, environment, count, pauseMs, within = [] } = options;
  const python = await findPython() ?? "python3";
  const [first, ...args] = [
    ...within,
    python,
    "-I",
    SCRIPT,
    String(count),
    String(pauseMs),
    ...command,
  ];
  const { success, stdout, stderr } = await new Deno.Command(first!, {
    args,
    env: { ...environment },
    clearEnv: true,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(
      `Cannot measure "${command[0]}": ${decoder.decode(stderr)}`,
    );
  }
  return JSON.parse(decoder.decode(stdout)).map((
    start: Record<string, number>,
  ) => ({
    wallMs: start.wall_ms,
    cpuMs: start.cpu_ms,
    residentBytes: start.resident_bytes,
  }));
}
