/** A server as a process of its own, which says where it listens. */
import { lines } from "../scripts/build/lines.ts";

const DEFAULT_START_TIMEOUT_MS = 20_000;

/** How a server is started. */
export interface StartOptions {
  /** Patience until it listens; 20 seconds by default. */
  readonly timeoutMs?: number;
}

/** A running server; disposing of it ends the process. */
export class ListeningProcess implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  /** With the slash at the end. */
  readonly url: string;

  private constructor(process: Deno.ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  /**
   * Starts a server with this very Deno, and waits until it says `Listening on URL`.
   *
   * @param args what stands behind `deno run`
   * @throws {Error} where it ends or says nothing in time, with its own messages
   */
  static async start(
    args: readonly string[],
    { timeoutMs = DEFAULT_START_TIMEOUT_MS }: StartOptions = {},
  ): Promise<ListeningProcess> {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const messages = new Response(process.stderr).text();
    const patience = setTimeout(() => process.kill("SIGKILL"), timeoutMs);
    try {
      for await (const line of lines(process.stdout)) {
        const url = /^Listening on (\S+)$/.exec(line)?.[1];
        if (url !== undefined) return new ListeningProcess(process, url);
      }
    } finally {
      clearTimeout(patience);
    }
    await process.status;
    throw new Error(
      `Cannot start "deno run ${args.join(" ")}": ${await messages}`,
    );
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Lets it finish what it began. */
  async stop(): Promise<void> {
    try {
      this.#process.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
    await this.#process.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
