/**
 * Carries connections as bytes to a `Deno.serve` behind it: the way for HTTPS, whose handshakes
 * Deno lets nobody end, and for a Deno without what `DirectCarrier` is made of.
 */
import { answerBroken } from "../answers.ts";
import { PatientServer } from "../patient_server.ts";
import type { Carried, Carrier } from "./carrier.ts";
import { close, firstBytes, pipe } from "./pipe.ts";
import type { ConnectionHandler } from "./visit.ts";

const LOOPBACK = "127.0.0.1";

export interface PipedCarrierOptions {
  /** With it the server behind speaks HTTPS; both PEM. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Told, for the log, when the server behind cannot be reached for a while. */
  readonly report: (message: string) => void;
}

/** Whose requests come by a connection to the server behind. */
interface Caller {
  readonly remoteAddr: Deno.NetAddr;
  readonly handler: ConnectionHandler;
}

/** Listens on a port of the loopback, where whoever was not carried there is refused. */
export class PipedCarrier implements Carrier {
  readonly #server: PatientServer;
  readonly #callers = new Map<number, Caller>();
  readonly #carried = new Set<Promise<void>>();
  #port = 0;

  /** @throws where it cannot listen */
  constructor({ tls, report }: PipedCarrierOptions) {
    this.#server = new PatientServer({
      report,
      listen: (port = 0) => {
        const server = Deno.serve(
          {
            hostname: LOOPBACK,
            port,
            ...tls,
            onListen: () => {},
            onError: answerBroken,
          },
          (request, info) => this.#answer(request, info),
        );
        this.#port = server.addr.port;
        return server;
      },
    });
  }

  /** Where the server behind listens. */
  get port(): number {
    return this.#port;
  }

  carry(connection: Deno.TcpConn, handler: ConnectionHandler): Carried {
    const { remoteAddr } = connection;
    const pair = [connection];
    const cut = () => pair.forEach(close);
    const ended = this.#pipe(pair, { remoteAddr, handler }).catch(() => {
      // It broke, on whichever side: nobody is there to be told.
    }).then(() => {
      cut();
      this.#carried.delete(ended);
    });
    this.#carried.add(ended);
    return { ended, cut };
  }

  async shutdown(): Promise<void> {
    await this.#server.shutdown();
    await Promise.all(this.#carried);
  }

  /** @param pair gets the connection to the server behind as its second */
  async #pipe(pair: Deno.TcpConn[], caller: Caller): Promise<void> {
    const [connection] = pair as [Deno.TcpConn];
    // One that says nothing has no more than itself.
    const first = await firstBytes(connection);
    if (first === undefined) return;
    const inner = await Deno.connect({ hostname: LOOPBACK, port: this.#port });
    pair.push(inner);
    connection.setNoDelay();
    inner.setNoDelay();
    const { port } = inner.localAddr;
    this.#callers.set(port, caller);
    try {
      await pipe({ connection, first }, inner);
    } finally {
      this.#callers.delete(port);
    }
  }

  #answer(
    request: Request,
    { remoteAddr, completed }: Deno.ServeHandlerInfo<Deno.NetAddr>,
  ): Response | Promise<Response> {
    const caller = this.#callers.get(remoteAddr.port);
    if (caller === undefined) return new Response(null, { status: 403 });
    return caller.handler(request, {
      remoteAddr: caller.remoteAddr,
      completed,
    });
  }
}
