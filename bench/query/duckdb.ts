/** DuckDB inside this process. */
import { messageOf } from "../../lib/error.ts";
import { type Answer, answerOfRows } from "./answer.ts";

/** As many as the machine that the targets were set on has cores. */
const THREADS = 2;

/**
 * Not among the project's packages, all of which every start from source downloads: it takes
 * 140 MB. So this is run without the lock file.
 */
const PACKAGE: string = "npm:@duckdb/node-api@1.5.6-r.1";

/** What is used of the package. */
interface Package {
  readonly DuckDBInstance: {
    create(path: string, options: { readonly threads: string }): Promise<{
      connect(): Promise<Connection>;
      closeSync(): void;
    }>;
  };
}

interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRows(): Row[] }>;
  closeSync(): void;
}

/** Values as DuckDB's package gives them. */
type Row = Parameters<typeof answerOfRows>[0][number];

/** A database in memory; disposing of it frees that. */
export class DuckDB implements Disposable {
  readonly #connection: Connection;
  readonly #close: () => void;
  readonly version: string;

  private constructor(
    connection: Connection,
    close: () => void,
    version: string,
  ) {
    this.#connection = connection;
    this.#close = close;
    this.version = version;
  }

  /** Opens one; the reason where this machine cannot load DuckDB. */
  static async open(): Promise<DuckDB | string> {
    try {
      const { DuckDBInstance } = await import(PACKAGE) as Package;
      const instance = await DuckDBInstance.create(":memory:", {
        threads: `${THREADS}`,
      });
      const connection = await instance.connect();
      const reader = await connection.runAndReadAll("select version()");
      return new DuckDB(connection, () => {
        connection.closeSync();
        instance.closeSync();
      }, `${reader.getRows()[0]?.[0]}`);
    } catch (error) {
      return messageOf(error);
    }
  }

  /** Runs what gives no answer. */
  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** Asks, and takes all rows over; how long that took, without making values of them. */
  async ask(sql: string, keyLength: number): Promise<TimedRows> {
    const startedAt = performance.now();
    const reader = await this.#connection.runAndReadAll(sql);
    const tookMs = performance.now() - startedAt;
    return { tookMs, answer: () => answerOfRows(reader.getRows(), keyLength) };
  }

  [Symbol.dispose](): void {
    this.#close();
  }
}

/** What was asked, and how long it took. */
export interface TimedRows {
  readonly tookMs: number;
  readonly answer: () => Answer;
}
