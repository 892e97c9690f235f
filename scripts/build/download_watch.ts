/** Tells early, and for certain, whether a download by `deno compile` can come to anything. */
import { messageOf } from "../../lib/error.ts";

/** Deno says so, on a line of its own, before it begins. */
const DOWNLOAD_LINE = /^Download (https?:\/\/\S+)/;

/** Deno's own words for a base runtime that it could not get. */
const BASE_PROBLEM = /Setting up base binary/;

/** A host that does not answer a small request within this time will not give us 40 MB. */
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Watches the lines of `deno compile`. At the first download it asks the same address itself,
 * and gives up where no answer comes: Deno alone may wait for minutes.
 */
export class DownloadWatch implements AsyncDisposable {
  readonly #fetch: typeof fetch;
  readonly #timeoutMs: number;
  readonly #givingUp = new AbortController();
  readonly #closing = new AbortController();
  #url: string | undefined;
  #unanswered: string | undefined;
  #asking: Promise<void> | undefined;

  constructor(
    options: { fetch?: typeof fetch; timeoutMs?: number } = {},
  ) {
    this.#fetch = options.fetch ?? fetch;
    this.#timeoutMs = options.timeoutMs ?? ANSWER_TIMEOUT_MS;
  }

  /** Aborted when the download is hopeless. */
  get signal(): AbortSignal {
    return this.#givingUp.signal;
  }

  /** Looks at one line of standard error. */
  see(line: string): void {
    const url = DOWNLOAD_LINE.exec(line)?.[1];
    if (url === undefined || this.#url !== undefined) return;
    this.#url = url;
    this.#asking = this.#ask(url);
  }

  /** Why the base runtime could not be had; `undefined` where something else went wrong. */
  problem(stderr: string): string | undefined {
    if (this.#url === undefined) return undefined;
    if (this.#unanswered !== undefined) return this.#unanswered;
    return BASE_PROBLEM.test(stderr)
      ? `the download of ${this.#url} failed`
      : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#asking;
  }

  async #ask(url: string): Promise<void> {
    try {
      const response = await this.#fetch(url, {
        method: "HEAD",
        signal: AbortSignal.any([
          this.#closing.signal,
          AbortSignal.timeout(this.#timeoutMs),
        ]),
      });
      await response.body?.cancel();
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#unanswered = `${new URL(url).host} does not answer: ${
        messageOf(error instanceof Error ? error.cause ?? error : error)
      }`;
      this.#givingUp.abort();
    }
  }
}
