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
      detached: true,
    } as const;
    try {
      if (os !== "windows") {
        const args = ["-c", LOWER_PRIORITY, ...options.command];
        return options.start(SHELL, { ...settings, args });
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    const [command, ...args] = options.command;
    options.start(command, { ...settings, args });
  };
  try {
    start(os === "windows" ? MAX_BYTES_WINDOWS : MAX_BYTES);
  } catch {
    // The environment as a whole may have been full: the words behind `--` can be missed.
    start(0);
  }
}
