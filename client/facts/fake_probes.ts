/** Probes of a machine that exists in a test only. */
import type { FileInfo, Probes, RunOptions } from "./probes.ts";

export interface FakeMachine {
  readonly os?: Probes["os"];
  readonly arch?: Probes["arch"];
  readonly environment?: Readonly<Record<string, string>>;
  readonly hostname?: string;
  readonly osRelease?: string;
  readonly userId?: number | null;
  /** Contents by path. An empty file is one of size 0. */
  readonly files?: Readonly<Record<string, string>>;
  /** When files changed, by path; 0 where it is not said. */
  readonly changedMs?: Readonly<Record<string, number>>;
  /** Where links lead, by path. */
  readonly links?: Readonly<Record<string, string>>;
  readonly coreCount?: number;
  readonly memoryBytes?: number;
  /** Paths that may not be run; all others may. */
  readonly notExecutable?: readonly string[];
  /** Answers by command line; a command without one fails. */
  readonly answers?: Readonly<Record<string, string | (() => Promise<string>)>>;
}

/** Probes, and which commands they were asked to run. */
export interface FakeProbes extends Probes {
  readonly ran: {
    readonly command: readonly string[];
    readonly options: RunOptions;
  }[];
}

export function fakeProbes(machine: FakeMachine = {}): FakeProbes {
  const ran: FakeProbes["ran"] = [];
  const readText = (path: string): Promise<string> => {
    const text = machine.files?.[path];
    return text === undefined
      ? Promise.reject(new Deno.errors.NotFound(path))
      : Promise.resolve(text);
  };
  return {
    os: machine.os ?? "linux",
    arch: machine.arch ?? "x86_64",
    environment: (name) => machine.environment?.[name],
    hostname: () => machine.hostname ?? "box",
    osRelease: () => machine.osRelease ?? "6.1.0",
    userId: () => machine.userId === undefined ? 1000 : machine.userId,
    coreCount: () => machine.coreCount ?? 4,
    memoryBytes: () => machine.memoryBytes ?? 8 * 1024 ** 3,
    readText,
    readStart: async (path, sizeBytes) =>
      (await readText(path)).slice(0, sizeBytes),
    fileInfo: async (path): Promise<FileInfo> => ({
      sizeBytes: (await readText(path)).length,
      isFile: true,
      mode: machine.notExecutable?.includes(path) ? 0o644 : 0o755,
      changedMs: machine.changedMs?.[path] ?? 0,
    }),
    listFolder: (path) => {
      const separator = machine.os === "windows" ? "\\" : "/";
      const start = path + separator;
      const names = Object.keys(machine.files ?? {})
        .filter((file) => file.startsWith(start))
        .map((file) => file.slice(start.length).split(separator)[0]!);
      return names.length > 0
        ? Promise.resolve([...new Set(names)])
        : Promise.reject(new Deno.errors.NotFound(path));
    },
    realPath: (path) => Promise.resolve(machine.links?.[path] ?? path),
    run: async (command, options) => {
      ran.push({ command, options });
      const answer = machine.answers?.[command.join(" ")];
      if (answer === undefined) throw new Error(`No "${command.join(" ")}"`);
      return typeof answer === "string" ? answer : await answer();
    },
    ran,
  };
}
