/** Asks a server again and again on a connection of its own, while others do what they do to it. */
import { Finding } from "./fuzz/target.ts";
import type { ServerProcess } from "./server_process.ts";

/**
 * The server is to blame where its main thread works for longer than this before it answers, or,
 * since a busy machine keeps any process waiting, where it takes much longer by the clock.
 */
const MAX_WORK_MS = 1000;
const MAX_WAIT_MS = 20_000;
const PAUSE_MS = 20;

/** What was seen: the longest of all answers. */
export interface ProbeFigures {
  readonly answers: number;
  readonly slowestMs: number;
  /** Of the server's main thread's processor time; 0 where the system does not tell. */
  readonly mostWorkMs: number;
}

/** Where it answers, and which process it is. */
export type ProbedServer = Pick<ServerProcess, "origin" | "pid">;

/** Asks until it is stopped. */
export class ServerProbe {
  readonly #server: ProbedServer;
  readonly #asked: Promise<ProbeFigures>;
  #isStopped = false;

  /** Begins. */
  constructor(server: ProbedServer) {
    this.#server = server;
    this.#asked = this.#ask();
    // Thrown where it is stopped.
    this.#asked.catch(() => {});
  }

  /** @throws {Finding} where an answer was late, or none came */
  stop(): Promise<ProbeFigures> {
    this.#isStopped = true;
    return this.#asked;
  }

  async #ask(): Promise<ProbeFigures> {
    let [answers, slowestMs, mostWorkMs] = [0, 0, 0];
    while (!this.#isStopped) {
      const [began, workedBefore] = [performance.now(), this.#workedMs()];
      const response = await fetch(`${this.#server.origin}/healthz`, {
        signal: AbortSignal.timeout(2 * MAX_WAIT_MS),
      });
      await response.text();
      const tookMs = performance.now() - began;
      const workMs = this.#workedMs() - workedBefore;
      if (workMs > MAX_WORK_MS || tookMs > MAX_WAIT_MS) {
        throw new Finding(
          `another connection was answered after ${
            tookMs | 0
          } ms, of which the server worked ` +
            `${workMs | 0}`,
        );
      }
      answers++;
      slowestMs = Math.max(slowestMs, Math.round(tookMs));
      mostWorkMs = Math.max(mostWorkMs, Math.round(workMs));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return { answers, slowestMs, mostWorkMs };
  }

  /** How long its main thread has been at work. */
  #workedMs(): number {
    if (Deno.build.os !== "linux") return 0;
    const { pid } = this.#server;
    const text = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/schedstat`);
    return Number(text.split(" ")[0]) / 1e6;
  }
}
