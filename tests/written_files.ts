/** What processes write: the modes of what is there, and, by `strace`, every path and mode. */
import { assert } from "@std/assert";
import { join, resolve } from "@std/path";
import { ifThere } from "../lib/if_there.ts";

/** Starts what is behind it with no bits of new files' modes taken off. */
export const WITHOUT_UMASK = [
  "/bin/sh",
  "-c",
  'umask 000; exec "$0" "$@"',
] as const;

/** Where the system's own devices and accounts of processes are: nothing is kept there. */
const NO_FILES = /^\/(?:dev|proc)\//;

/** Calls that change what a path names; those with `?` are not on every processor. */
const CALLS = [
  ...["openat", "openat2", "renameat", "renameat2", "mkdirat", "unlinkat"],
  ...["linkat", "symlinkat", "mknodat", "fchmodat", "truncate", "utimensat"],
  ...["open", "creat", "rename", "mkdir", "unlink", "rmdir", "link", "symlink"]
    .map((call) => `?${call}`),
  ...["?mknod", "?chmod"],
];

/** A path in the arguments of a call, and the folder that it starts from, where one is named. */
const PATH = /(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g;

/** A path that a process changed, or meant to. */
export interface Written {
  readonly call: string;
  readonly path: string;
  /** Of a file or folder that the call would make. */
  readonly mode: number | undefined;
}

/**
 * Whatever is in a folder, and the folder, that others may look into or change.
 * A process may be at work there: what it renames or removes meanwhile is left out.
 */
export function openToOthers(folder: string): string[] {
  const found: string[] = [];
  const look = (path: string) => {
    const info = ifThere(() => Deno.lstatSync(path));
    assert(info !== undefined || path !== folder, `${folder} is not there`);
    if (info === undefined || info.isSymlink) return;
    const { mode, isDirectory } = info;
    const bits = mode! & 0o7777;
    if (bits !== (isDirectory ? 0o700 : 0o600)) {
      found.push(`${path} is ${bits.toString(8)}`);
    }
    if (!isDirectory) return;
    const entries = ifThere(() => Array.from(Deno.readDirSync(path)));
    for (const { name } of entries ?? []) look(join(path, name));
  };
  look(folder);
  return found;
}

/** Writes down what the command behind it, and all that it starts, do to paths. */
export function traced(trace: string): [string, ...string[]] {
  const calls = `trace=${CALLS.join(",")}`;
  return ["strace", "-D", "-f", "-y", "-qq", "-s", "4096", "-A", "-o", trace]
    .concat("-e", calls) as [string, ...string[]];
}

/** Whether there is `strace`, and it may look into what it starts. */
export function canTrace(): boolean {
  try {
    const [command, ...args] = traced("/dev/null");
    return new Deno.Command(command, { args: [...args, "true"] }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/** The paths that were written, of a trace by processes that ran in `cwd`. */
export function readTrace(trace: string, cwd: string): Written[] {
  return Deno.readTextFileSync(trace).split("\n").flatMap((line) => {
    const [, call, args] = /^\d+ +(\w+)\((.*)$/.exec(line) ?? [];
    if (call === undefined || args === undefined) return [];
    const isOpen = call.startsWith("open");
    if (isOpen && !/O_(?:WRONLY|RDWR|CREAT|TRUNC)/.test(args)) return [];
    const makes = !isOpen || args.includes("O_CREAT");
    const octal = makes ? /, (0\d+)(?:\)| <unfinished)/.exec(args)?.[1] : "";
    const mode = octal ? parseInt(octal, 8) : undefined;
    return Array.from(args.matchAll(PATH), ([, from = cwd, path]) => ({
      call,
      path: resolve(from, path!),
      mode,
    }));
  }).filter(({ path }) => !NO_FILES.test(path));
}

/** What was written neither in one of the folders nor to make it, a line each. */
export function outside(
  written: readonly Written[],
  folders: readonly string[],
): string[] {
  const isInside = ({ call, path }: Written) =>
    folders.some((folder) =>
      path === folder || path.startsWith(`${folder}/`) ||
      call.startsWith("mkdir") && folder.startsWith(`${path}/`)
    );
  const lines = written.filter((each) => !isInside(each))
    .map(({ call, path }) => `${call} ${path}`);
  return [...new Set(lines)];
}
