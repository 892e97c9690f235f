/** Runs a program with its output kept, a time limit, and a look at each line as it comes. */
import { lines } from "./lines.ts";

/** How `run` runs a program. */
export interface RunOptions {
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Start from an empty environment. */
  readonly clearEnv?: boolean;
  /** Run as another user, where this one may. */
  readonly uid?: number;
  readonly gid?: number;
  /** Ends the program when aborted. */
  readonly signal?: AbortSignal;
  /** Told each line of standard error. */
  readonly onErrorLine?: (line: string) => void;
}

/** How a program ended. */
export interface RunResult {
  readonly isOk: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** How it ended, for messages: `exit code 1`. */
  readonly ending: string;
}

/**
 * Runs `command` to its end; never throws for a bad exit.
 *
 * @throws {Deno.errors.NotFound} where there is no such program
 */
export async function run(
  command: string,
  options: RunOptions,
): Promise<RunResult> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signals = options.signal ? [timeout, options.signal] : [timeout];
  const child = new Deno.Command(command, {
    args: [...options.args],
    env: { ...options.env, NO_COLOR: "1" },
    clearEnv: options.clearEnv ?? false,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.any(signals),
    ...given(options, "cwd", "uid", "gid"),
  }).spawn();
  const [stdout, stderr, status] = await Promise.all([
    readLines(child.stdout, () => {}),
    readLines(child.stderr, options.onErrorLine ?? (() => {})),
    child.status,
  ]);
  const ending = timeout.aborted
    ? `no end within ${options.timeoutMs / 1000} s`
    : status.signal === null
    ? `exit code ${status.code}`
    : `signal ${status.signal}`;
  return { isOk: status.success, stdout, stderr, ending };
}

async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<string> {
  const read: string[] = [];
  for await (const line of lines(stream)) {
    onLine(line);
    read.push(line);
  }
  return read.join("\n");
}

/** The options that have a value: Deno takes `undefined` for one. */
function given<Name extends keyof RunOptions>(
  options: RunOptions,
  ...names: readonly Name[]
): Partial<Pick<RunOptions, Name>> {
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined)
      .map((name) => [name, options[name]]),
  ) as Partial<Pick<RunOptions, Name>>;
}
