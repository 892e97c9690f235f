/** VictoriaLogs, where `victoria-logs` is on the PATH: a server of logs to compare with. */
import { fetchText } from "./fetch_text.ts";

const COMMAND = "victoria-logs";
const START_TIMEOUT_MS = 20_000;

/** It shows what it has taken in after a second or so. */
const SHOW_TIMEOUT_MS = 30_000;

/** A running one on a folder of its own; disposing of it ends the process. */
export class VictoriaLogs implements AsyncDisposable {
  /** Where JSON Lines are posted. */
  static readonly path =
    "/insert/jsonline?_msg_field=python.version&_time_field=none";
  readonly #process: Deno.ChildProcess;
  /** With the slash at the end. */
  readonly url: string;

  private constructor(process: Deno.ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  /** Why there is none to run; `undefined` where there is one. */
  static missing(): string | undefined {
    try {
      new Deno.Command(COMMAND, { args: ["-version"] }).outputSync();
      return undefined;
    } catch {
      return `${COMMAND} is not on the PATH`;
    }
  }

  /** @throws {Error} where it does not listen in time */
  static async start(folder: string): Promise<VictoriaLogs> {
    const address = `127.0.0.1:${freePort()}`;
    const process = new Deno.Command(COMMAND, {
      args: [
        `-storageDataPath=${folder}`,
        `-httpListenAddr=${address}`,
        "-loggerLevel=ERROR",
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const server = new VictoriaLogs(process, `http://${address}/`);
    const untilMs = performance.now() + START_TIMEOUT_MS;
    while (await fetchText(`${server.url}health`) === undefined) {
      if (performance.now() > untilMs) {
        await server[Symbol.asyncDispose]();
        throw new Error(`Cannot start ${COMMAND}: it does not listen`);
      }
    }
    return server;
  }

  /** @throws {Error} where it does not show just so many records in time */
  async checkCount(expected: number): Promise<void> {
    const query = encodeURIComponent("* | count() as n");
    const untilMs = performance.now() + SHOW_TIMEOUT_MS;
    for (;;) {
      const text = await fetchText(
        `${this.url}select/logsql/query?query=${query}`,
      );
      const found = Number(JSON.parse(text ?? "{}").n);
      if (found === expected) return;
      if (performance.now() > untilMs) {
        throw new Error(`${COMMAND} has ${found} records of ${expected}`);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
    await this.#process.status;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
