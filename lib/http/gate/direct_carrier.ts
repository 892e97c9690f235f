/** Carries connections within Deno's own server: at the cost of `Deno.serve`. */
import { answerBroken } from "../answers.ts";
import type { Carried, Carrier } from "./carrier.ts";
import type { ConnectionHandler } from "./visit.ts";

/** All that is asked of an `AbortSignal`. */
interface Signal {
  addEventListener(type: "abort", abort: () => void): void;
}

/**
 * Deno's server on one accepted connection; the signal ends it at once.
 * https://github.com/denoland/deno/blob/main/ext/http/00_serve.ts
 */
type ServeHttpOnConnection = (
  connection: Deno.Conn,
  signal: Signal,
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
    let abort = () => {};
    const server = this.#serve(
      connection,
      // What an `AbortSignal` calls throws where nobody can catch it.
      { addEventListener: (_type, listener) => void (abort = listener) },
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
        if (!this.#finish.delete(finish)) return;
        try {
          abort();
        } catch (error) {
          // It is ending by itself just now.
          if (!(error instanceof Deno.errors.BadResource)) throw error;
        }
      },
    };
  }

  async shutdown(): Promise<void> {
    await Promise.allSettled([...this.#finish].map((finish) => finish()));
  }
}
