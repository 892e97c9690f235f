/** A server of ours on a journal of its own, and questions to it. */
import { TempFolder } from "../../scripts/build/temp_folder.ts";
import type { ListeningProcess } from "../listening_process.ts";
import { startOurServer } from "../our_server.ts";
import type { Answer } from "./answer.ts";
import { HttpConnection } from "../http_connection.ts";
import { linkSegments } from "./journal_folder.ts";
import { memoryOf, type ProcessMemory } from "./memory.ts";

/** It looks through the latest events' uuids before it listens. */
const START_TIMEOUT_MS = 120_000;

/** Parameters of `/v1/count`. */
export type Parameters = Readonly<Record<string, string>>;

/** What the server said, and how long that took. */
export interface Asked {
  /** At the client, from the first byte sent to the last received. */
  readonly tookMs: number;
  /** Read when it is wanted, which is not part of the time. */
  readonly answer: () => Answer;
  /** As the server itself says. */
  readonly elapsedMs: () => number;
}

interface CountBody {
  readonly error_count: number;
  readonly elapsed_ms: number;
  readonly groups: readonly {
    readonly key: readonly string[];
    readonly count: number;
    readonly distinct?: Readonly<Record<string, number>>;
  }[];
}

/** A running server; disposing of it ends the server, and removes its folder where it made one. */
export class AskedServer implements AsyncDisposable {
  readonly #process: ListeningProcess;
  readonly #connection: HttpConnection;
  readonly #owned: AsyncDisposableStack;

  private constructor(
    process: ListeningProcess,
    connection: HttpConnection,
    owned: AsyncDisposableStack,
  ) {
    this.#process = process;
    this.#connection = connection;
    this.#owned = owned;
  }

  /** Starts one on the same segments, in a fresh folder: no answer of before is kept there. */
  static async start(journal: string): Promise<AskedServer> {
    await using owned = new AsyncDisposableStack();
    const data = owned.use(await TempFolder.make());
    await linkSegments(journal, data.path);
    const server = owned.use(await AskedServer.startIn(data.path));
    return new AskedServer(server.#process, server.#connection, owned.move());
  }

  /** Starts one in a folder with segments and whatever another server left there. */
  static async startIn(folder: string): Promise<AskedServer> {
    await using owned = new AsyncDisposableStack();
    const process = owned.use(
      await startOurServer(folder, [], { timeoutMs: START_TIMEOUT_MS }),
    );
    const connection = owned.use(await HttpConnection.open(process.url));
    // Only HTTP is warm after this, not what answers questions.
    await connection.get("/healthz");
    return new AskedServer(process, connection, owned.move());
  }

  /** Asks one question. */
  async ask(parameters: Parameters): Promise<Asked> {
    const { body, tookMs } = await this.#connection.get(pathOf(parameters));
    const read = (): CountBody => JSON.parse(body);
    return {
      tookMs,
      answer: () => answerOf(read(), parameters),
      elapsedMs: () => read().elapsed_ms,
    };
  }

  memory(): Promise<ProcessMemory | undefined> {
    return memoryOf(this.#process.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }
}

function pathOf(parameters: Parameters): string {
  const question = new URLSearchParams({ ...parameters, format: "json" });
  return `/v1/count?${question}`;
}

function answerOf(body: CountBody, { distinct }: Parameters): Answer {
  const groups = body.groups.map((group) => {
    const values = distinct === undefined ? [] : [group.distinct?.[distinct]];
    const figures = [group.count, ...values.map(Number)];
    return [JSON.stringify(group.key), figures] as const;
  });
  return { groups: new Map(groups), without: body.error_count };
}
