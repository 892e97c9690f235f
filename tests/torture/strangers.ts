/** Connections that are opened to stand about: silent, slow, or idle after an answer. */

const HEAD = "POST /v1/on_import HTTP/1.1\r\nHost: localhost\r\n";

const KIBIBYTE = 1024;

/** How one of them behaves. */
interface Manner {
  readonly first: string;
  /** What it says when it is told to go on. */
  readonly more?: string;
  /** By how much a server may grow over it. */
  readonly maxBytes: number;
}

/** A body on its way has room made for it before it comes. */
const MANNERS: readonly Manner[] = [
  { first: "", maxBytes: 64 * KIBIBYTE },
  { first: "POST /v1/on_", more: "x", maxBytes: 64 * KIBIBYTE },
  { first: HEAD, more: "x", maxBytes: 64 * KIBIBYTE },
  { first: body(100), more: "x", maxBytes: 512 * KIBIBYTE },
  { first: body(100_000), more: "x", maxBytes: 512 * KIBIBYTE },
  {
    first: "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    maxBytes: 64 * KIBIBYTE,
  },
];

function body(length: number): string {
  return `${HEAD}Content-Length: ${length}\r\n\r\n{"a":"`;
}

/** By how much a server may grow over so many of them. */
export function maxBytesOf(count: number): number {
  const all = MANNERS.reduce((sum, { maxBytes }) => sum + maxBytes, 0);
  return Math.ceil(count * all / MANNERS.length);
}

const AT_ONCE = 50;
const encoder = new TextEncoder();

interface Stranger {
  readonly connection: Deno.TcpConn;
  readonly more: Uint8Array;
}

/** They stay until disposed of, or until the other side ends them. */
export class Strangers implements Disposable {
  readonly #open = new Set<Stranger>();
  #ended = 0;

  /** Comes in all manners by turns. */
  static async come(
    count: number,
    to: { readonly hostname: string; readonly port: number },
  ): Promise<Strangers> {
    const strangers = new Strangers();
    let next = 0;
    const connect = async () => {
      while (next < count) {
        const { first, more = "" } = MANNERS[next++ % MANNERS.length]!;
        const connection = await Deno.connect(to);
        strangers.#receive({ connection, more: encoder.encode(more) }, first);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, connect));
    } catch (error) {
      strangers[Symbol.dispose]();
      throw error;
    }
    return strangers;
  }

  /** How many the other side has ended. */
  get ended(): number {
    return this.#ended;
  }

  /** Says another byte on each connection that is slow. */
  async goOn(): Promise<void> {
    for (const { connection, more } of this.#open) {
      if (more.length > 0) await connection.write(more).catch(() => {});
    }
  }

  async #receive(stranger: Stranger, first: string): Promise<void> {
    const { connection } = stranger;
    this.#open.add(stranger);
    try {
      await connection.write(encoder.encode(first));
      const buffer = new Uint8Array(1000);
      while (await connection.read(buffer) !== null);
    } catch {
      // Ended by force, by one side or the other.
    }
    if (!this.#open.delete(stranger)) return;
    this.#ended++;
    connection.close();
  }

  [Symbol.dispose](): void {
    for (const { connection } of this.#open) connection.close();
    this.#open.clear();
  }
}
