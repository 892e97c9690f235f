/** The probes of this very machine. */
import { DeadlineError, within } from "./deadline.ts";
import type { Probes, RunOptions } from "./facts/probes.ts";
import { joinPath } from "./paths.ts";
import { safeFolder } from "./safe_folder.ts";
import { CHILD_VARIABLE, type ReadEnvironment } from "./switches.ts";

export interface MachineOptions {
  readonly environment: ReadEnvironment;
  /**
   * Whether the commands are cut loose from the client's terminal. On Windows a command started
   * by a client without a console would otherwise open a window.
   */
  readonly detached: boolean;
}

/** Probes, and a way to end all commands that still run. */
export interface Machine extends Probes, Disposable {}

/** More than any command here prints: what comes behind is not kept. */
const MAX_OUTPUT_BYTES = 256 * 1024;
/** How long a killed command may take to be gone. */
const KILL_TIMEOUT_MS = 100;

export function createMachine(options: MachineOptions): Machine {
  const { environment, detached } = options;
  const os = Deno.build.os;
  const running = new Set<Deno.ChildProcess>();

  function end(child: Deno.ChildProcess): void {
    try {
      // Detached, it leads a group of its own, with all that it started.
      if (detached && os !== "windows") Deno.kill(-child.pid, "SIGKILL");
      else child.kill("SIGKILL");
    } catch {
      // It ended in the meantime.
    }
  }

  async function run(
    command: readonly [string, ...string[]],
    { timeoutMs, environment: env = {}, isLowPriority }: RunOptions,
  ): Promise<string> {
    const options: Deno.CommandOptions = {
      // Neither reports itself nor sees the hand-over.
      env: { ...env, [CHILD_VARIABLE]: "1" },
      cwd: safeFolder(os, environment),
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      detached,
    };
    const child = isLowPriority && os !== "windows"
      ? startLast(os, environment, command, options)
      : start(os, environment, command, options);
    running.add(child);
    const done = Promise.all([readOutput(child.stdout), child.status]);
    try {
      const [output, status] = await within(timeoutMs, done);
      if (!status.success) throw new Error(`"${command[0]}" failed`);
      return output;
    } catch (error) {
      if (error instanceof DeadlineError) {
        end(child);
        // It may not be possible to kill it, so this is not waited for longer either.
        await within(KILL_TIMEOUT_MS, done).catch(() => {});
      }
      throw error;
    } finally {
      running.delete(child);
    }
  }

  return {
    os,
    arch: Deno.build.arch,
    environment,
    hostname: Deno.hostname,
    osRelease: Deno.osRelease,
    userId: Deno.uid,
    coreCount: () => navigator.hardwareConcurrency,
    memoryBytes: () => Deno.systemMemoryInfo().total,
    readText: (path) => Deno.readTextFile(path),
    readStart,
    fileInfo: async (path) => {
      const { size, isFile, mode, mtime } = await Deno.stat(path);
      return {
        sizeBytes: size,
        isFile,
        mode,
        changedMs: mtime?.getTime() ?? null,
      };
    },
    listFolder: async (path) =>
      (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name),
    realPath: (path) => Deno.realPath(path),
    run,
    [Symbol.dispose]: () => running.forEach(end),
  };
}

/** Starts a command behind all others, or as usual where the system cannot. */
function startLast(
  os: typeof Deno.build.os,
  environment: ReadEnvironment,
  command: readonly [string, ...string[]],
  options: Deno.CommandOptions,
): Deno.ChildProcess {
  try {
    return start(os, environment, ["nice", "-n", "19", ...command], options);
  } catch {
    return start(os, environment, command, options);
  }
}

/** Finds the system's own tools even where `PATH` is empty. */
function start(
  os: typeof Deno.build.os,
  environment: ReadEnvironment,
  [command, ...args]: readonly [string, ...string[]],
  options: Deno.CommandOptions,
): Deno.ChildProcess {
  const folders = os === "windows"
    ? [joinPath(os, safeFolder(os, environment), "System32")]
    : ["/usr/bin", "/bin"];
  const isName = !/[\\/]/.test(command);
  const paths = [
    command,
    ...isName ? folders.map((folder) => joinPath(os, folder, command)) : [],
  ];
  let failure: unknown;
  for (const path of paths) {
    try {
      return new Deno.Command(path, { ...options, args }).spawn();
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function readOutput(
  stream: ReadableStream<Uint8Array>,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    if (text.length < MAX_OUTPUT_BYTES) {
      text += decoder.decode(chunk, { stream: true });
    }
  }
  return text + decoder.decode();
}

async function readStart(path: string, sizeBytes: number): Promise<string> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(sizeBytes);
  const length = await file.read(bytes) ?? 0;
  return new TextDecoder("latin1").decode(bytes.subarray(0, length));
}
