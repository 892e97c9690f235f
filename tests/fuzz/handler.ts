/** The server's handler over a journal of its own, without a socket. */
import { openTestJournal } from "../../lib/testing/open_journal.ts";
import { createHandler } from "../../lib/http/app.ts";
import { PendingBodies } from "../../lib/http/pending_bodies.ts";
import { JournalStore } from "../../lib/store/journal_store.ts";
import { TemporaryFolder } from "../server_process.ts";
import { Finding } from "./target.ts";

const NOW = new Date("2026-11-23T21:04:05.123Z");

/** Takes requests, and lets nothing pass that a client cannot be blamed for. */
export class Handler implements AsyncDisposable {
  readonly #store: JournalStore;
  readonly #folder: TemporaryFolder;
  readonly #reports: string[];
  readonly #handle: (request: Request) => Response | Promise<Response>;

  private constructor(
    store: JournalStore,
    folder: TemporaryFolder,
    reports: string[],
  ) {
    this.#store = store;
    this.#folder = folder;
    this.#reports = reports;
    this.#handle = createHandler({
      store,
      limits: {
        maxBodyBytes: 100_000,
        maxBatchBytes: 200_000,
        maxBatchItems: 100,
      },
      bodies: new PendingBodies({ maxBytes: 1_000_000, clockMs: () => 0 }),
      clock: () => NOW,
      version: "1.2.3",
      started: NOW,
      report: (message) => reports.push(message),
    });
  }

  /** @param text a segment that is there already */
  static async open(text = ""): Promise<Handler> {
    const folder = new TemporaryFolder();
    if (text !== "") {
      Deno.writeTextFileSync(`${folder.path}/2026-11-22.jsonl`, text);
    }
    const reports: string[] = [];
    const opened = await openTestJournal(folder.path, {
      uuidWindow: 100_000,
      report: (message) => reports.push(message),
      clock: () => NOW,
    });
    return new Handler(new JournalStore(opened), folder, reports);
  }

  /**
   * The status and the text of the answer.
   *
   * @throws {Finding} for a 5xx, or anything said in the log
   */
  async answer(
    request: Request,
  ): Promise<{ status: number; type: string; text: string }> {
    const response = await this.#handle(request);
    const text = await response.text();
    const { status } = response;
    if (status >= 500) throw new Finding(`answered ${status} ${text}`);
    if (this.#reports.length > 0) {
      throw new Finding(`said in the log: ${this.#reports[0]}`);
    }
    return { status, type: response.headers.get("content-type") ?? "", text };
  }

  journalLines(): string[] {
    return this.#folder.journalLines();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store.close();
    this.#folder[Symbol.dispose]();
  }
}
