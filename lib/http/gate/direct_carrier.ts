/** Carries connections within Deno's own server: at the cost of `Deno.serve`. */
import { answerBroken } from "../answers.ts";
import type { Carried, Carrier } from "./carrier.ts";
import type { ConnectionHandler } from "./visit.ts";

/**
 * Deno's server on one accepted connection; the signal ends it at once.
 * https://github.com/denoland/deno/blob/main/ext/http/00_serve.ts
 */
type ServeHttpOnConnection = (
  connection: Deno.Conn,
  signal: AbortSignal,
  handler: ConnectionHandler,
  onError: (error: unknown) => Response,
  onListen: () => void,
) => Pick<Deno.HttpServer, "finished" | "shutdown">;

/**
 * The carrier, where this Deno has what it is made of. Deno 2.6 to 2.9 have it, under a name that
 * is not among those it promises to keep.
 *
 * @param runtime `Deno`, or a test's
 */
export function directCarrier(runtime: object = Deno): Carrier | undefined {
  const { internal } = runtime as { readonly internal?: symbol };
  const internals = internal &&
    (runtime as Record<symbol, Record<string, unknown> | undefined>)[internal];
  const serve = internals?.serveHttpOnConnection;
  return typeof serve === "function"
    ? new DirectCarrier(serve as ServeHttpOnConnection)
    : undefined;
}

class DirectCarrier implements Carrier {
  readonly #serve: ServeHttpOnConnection;
  /** What finishes each connection. */
  readonly #finish = new Set<() => Promise<void>>();

  constructor(serve: ServeHttpOnConnection) {
    this.#serve = serve;
  }

  carry(connection: Deno.TcpConn, handler: ConnectionHandler): Carried {
    const abort = new AbortController();
    const server = this.#serve(
      connection,
      abort.signal,
      handler,
      answerBroken,
      () => {},
    );
    const finish = () => {
      this.#finish.delete(finish);
      return server.shutdown();
    };
    this.#finish.add(finish);
    const noteEnd = () => void this.#finish.delete(finish);
    return {
      ended: server.finished.then(noteEnd, noteEnd),
      cut: () => {
        // Deno throws, where nobody can catch it, when what ends already is ended.
        if (this.#finish.delete(finish)) abort.abort();
      },
    };
  }

  async shutdown(): Promise<void> {
    await Promise.allSettled([...this.#finish].map((finish) => finish()));
  }
}
