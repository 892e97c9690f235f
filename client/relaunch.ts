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
 * Starts this program again as the child: detached and without streams.
 *
 * @throws where no process can be started
 */
export function relaunch(handOver: HandOver, options: RelaunchOptions): void {
  const start = (maxBytes: number) => {
    const [command, ...args] = options.command;
    options.start(command, {
      args,
      cwd: options.folder,
      env: { [CHILD_VARIABLE]: encodeHandOver(handOver, maxBytes) },
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true,
    });
  };
  try {
    start(options.os === "windows" ? MAX_BYTES_WINDOWS : MAX_BYTES);
  } catch {
    // The environment as a whole may have been full: the words behind `--` can be missed.
    start(0);
  }
}
