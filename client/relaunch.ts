/** Starts the detached child. Read at every start, so it imports next to nothing. */
import { encodeHandOver, type HandOver } from "./hand_over.ts";
import { CHILD_VARIABLE } from "./switches.ts";

/** What a relaunch needs of the process it happens in. */
export interface RelaunchOptions {
  /** The command that starts this very program again, without its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly os: typeof Deno.build.os;
  /** Where the child runs, so that it keeps no volume from being unmounted. */
  readonly folder: string;
  /** Starts a process; throws where it cannot. */
  readonly start: (command: string, options: Deno.CommandOptions) => void;
}

/** Linux allows 128 KiB for one variable, Windows 32,767 characters. */
const MAX_BYTES = 100_000;
const MAX_BYTES_WINDOWS = 30_000;

/**
 * Has what it runs work behind the user's own programs, from its first moment on: on Linux also
 * where the scheduler weighs sessions against each other, and the child leads one of its own.
 */
const SHELL = "/bin/sh";
const LOWER_PRIORITY = `
{ echo 10 >/proc/self/autogroup; } 2>/dev/null
[ -x /usr/bin/nice ] && exec /usr/bin/nice -n 10 "$0" "$@"
exec "$0" "$@"`;

/**
 * Has what it runs lead a session of its own. Asked to detach a process by itself, the runtime
 * copies all its own memory's tables for that process first, which takes longer than all else
 * that is done here.
 */
const SESSION = "/usr/bin/setsid";

/**
 * Starts this program again as the child: detached, without streams, and with less claim to the
 * processor where the system has a shell.
 *
 * @throws where no process can be started
 */
export function relaunch(handOver: HandOver, options: RelaunchOptions): void {
  const { os, folder: cwd } = options;
  const start = (maxBytes: number) => {
    const settings = {
      cwd,
      env: { [CHILD_VARIABLE]: encodeHandOver(handOver, maxBytes) },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    } as const;
    for (const { command, detached } of ways(options)) {
      const [path, ...args] = command;
      try {
        return options.start(path, { ...settings, args, detached });
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    throw new Deno.errors.NotFound(options.command[0]);
  };
  try {
    start(os === "windows" ? MAX_BYTES_WINDOWS : MAX_BYTES);
  } catch {
    // The environment as a whole may have been full: the words behind `--` can be missed.
    start(0);
  }
}

/** One way to start the child, and whether the runtime has to detach it. */
interface Way {
  readonly command: readonly [string, ...string[]];
  readonly detached: boolean;
}

/** The best first; a system may lack what each but the last needs. */
function ways(
  { os, command }: Pick<RelaunchOptions, "os" | "command">,
): Way[] {
  const alone = { command, detached: true };
  if (os === "windows") return [alone];
  const shell = [SHELL, "-c", LOWER_PRIORITY, ...command] as const;
  const behind: Way = { command: shell, detached: true };
  return os === "linux"
    ? [{ command: [SESSION, ...shell], detached: false }, behind, alone]
    : [behind, alone];
}
