/** A server as a process of its own, from source or as the executable, on a free port. */
import { fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const EXECUTABLE = join(
  ROOT,
  "dist",
  Deno.build.os === "windows" ? "pyanalytics-server.exe" : "pyanalytics-server",
);

/** Which of the two ways of running the server a test is about. */
export type Kind = "source" | "executable";

/** Both; `task test` builds the executables first. */
export const KINDS: readonly Kind[] = ["source", "executable"];

/** How a server is started. */
export interface StartServerOptions {
  readonly data: string;
  readonly kind?: Kind;
  readonly args?: readonly string[];
  readonly environment?: Record<string, string>;
  /** A command, with its arguments, that starts what is behind them. */
  readonly under?: readonly [string, ...string[]];
}

/** The command of a server, not yet started. */
export function serverCommand(
  args: readonly string[],
  { kind = "source", environment = {}, under }: Omit<
    StartServerOptions,
    "data"
  > = {},
): Deno.Command {
  const permissions = [
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys",
  ];
  const own: [string, ...string[]] = kind === "executable" ? [EXECUTABLE] : [
    Deno.execPath(),
    "run",
    "--no-prompt",
    ...permissions,
    join(ROOT, "server.ts"),
  ];
  const [command, ...first] = under ? [...under, ...own] as const : own;
  return new Deno.Command(command, {
    args: [...first, ...args],
    env: environment,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** A running server; disposing of it ends the process by force. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stderr: Promise<string>;
  /** Without the slash at the end. */
  readonly origin: string;

  private constructor(
    child: Deno.ChildProcess,
    stderr: Promise<string>,
    origin: string,
  ) {
    this.#child = child;
    this.#stderr = stderr;
    this.origin = origin;
  }

  /** Starts a server and waits until it listens. */
  static async start(options: StartServerOptions): Promise<ServerProcess> {
    const args = ["--port", "0", "--data", options.data, ...options.args ?? []];
    const child = serverCommand(args, options).spawn();
    const stderr = new Response(child.stderr).text();
    const origin = await readOrigin(child.stdout);
    if (origin === undefined) {
      await child.status;
      throw new Error(`The server did not start: ${await stderr}`);
    }
    return new ServerProcess(child, stderr, origin);
  }

  get port(): number {
    return Number(new URL(this.origin).port);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Sends a signal and waits for the end. */
  async stop(
    signal: Deno.Signal = "SIGTERM",
  ): Promise<{ code: number; stderr: string }> {
    this.#child.kill(signal);
    const { code } = await this.#child.status;
    return { code, stderr: await this.#stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#child.status;
    await this.#stderr;
  }
}

async function readOrigin(
  stdout: ReadableStream<Uint8Array>,
): Promise<string | undefined> {
  let text = "";
  const reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    text += value;
    const origin = /^Listening on (\S+)\/\n/m.exec(text)?.[1];
    if (origin === undefined) continue;
    await reader.cancel();
    return origin;
  }
}

/** A folder that goes with its test. */
export class TemporaryFolder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });

  /** The lines of all segments, oldest first. */
  journalLines(): string[] {
    return Array.from(Deno.readDirSync(this.path), (entry) => entry.name)
      .filter((name) => name.endsWith(".jsonl"))
      .sort()
      .flatMap((name) =>
        Deno.readTextFileSync(join(this.path, name)).split("\n").slice(0, -1)
      );
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** The names of the segments in a folder. */
export function segmentNames(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => name.endsWith(".jsonl"));
}
