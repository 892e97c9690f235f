/**
 * An HTTP server that knows its connections: how many there are, whose, and what each is doing.
 *
 * `Deno.serve` gives no hold on them. Here they are accepted one by one, and carried to the
 * handler by a `Carrier`; those beyond a bound are refused, those that wait too long are ended.
 */
import { callerOf } from "../caller.ts";
import type { Carrier } from "./carrier.ts";
import { Census, type Excess } from "./census.ts";
import { directCarrier } from "./direct_carrier.ts";
import type { ConnectionLimits, ConnectionTimes } from "./limits.ts";
import { PipedCarrier, type PipedCarrierOptions } from "./piped_carrier.ts";
import { refusalHandler, RefusalLog } from "./refusal.ts";
import { type ConnectionHandler, Visit } from "./visit.ts";

export interface GateOptions {
  readonly hostname: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly tls?: PipedCarrierOptions["tls"];
  readonly limits: ConnectionLimits;
  readonly handler: ConnectionHandler;
  /** Told, for the log, when connections are refused and when they are accepted again. */
  readonly report: (message: string) => void;
  readonly onListen: (address: Deno.NetAddr) => void;
  /** By default the cheapest that can carry what `tls` asks for. */
  readonly carrier?: Carrier;
  /** Milliseconds that never go backwards; by default the machine's. */
  readonly clockMs?: () => number;
}

/** Who is refused is told so, this many at a time and in this time; the others are just closed. */
const MAX_TOLD = 64;
const TELLING: ConnectionTimes = { headerTimeoutMs: 1000, idleTimeoutMs: 1000 };

/** How long is waited before a connection is accepted again where that failed. */
const RETRY_MS = 100;

/** How often is looked who waits too long: for each time that is allowed, and at most, and least. */
const LOOKS = 8;
const MAX_LOOK_MS = 1000;
const MIN_LOOK_MS = 5;

/** A connection that is open. */
interface Guest {
  readonly visit: Visit;
  readonly cut: () => void;
  readonly ended: Promise<void>;
}

/** Listens from its construction until `shutdown`. */
export class Gate {
  readonly #options: GateOptions;
  readonly #clockMs: () => number;
  readonly #listener: Deno.TcpListener;
  readonly #carrier: Carrier;
  readonly #census: Census;
  readonly #guests = new Set<Guest>();
  readonly #log: RefusalLog;
  readonly #look: ReturnType<typeof setInterval>;
  readonly #accepting: Promise<void>;
  #told = 0;
  #isStopped = false;

  /** @throws where it cannot listen */
  constructor(options: GateOptions) {
    this.#options = options;
    const { hostname, port, limits, tls, report, onListen } = options;
    this.#clockMs = options.clockMs ?? (() => performance.now());
    this.#listener = Deno.listen({ hostname, port });
    this.#carrier = options.carrier ?? (tls ? undefined : directCarrier()) ??
      new PipedCarrier({ tls, report });
    this.#census = new Census(limits);
    this.#log = new RefusalLog({ report, clockMs: this.#clockMs });
    this.#look = setInterval(() => this.look(), lookMs(limits));
    this.#accepting = this.#accept();
    onListen(this.#listener.addr);
  }

  /** Ends the connections that have waited for too long; it does so by itself now and then. */
  look(): void {
    const nowMs = this.#clockMs();
    for (const { visit, cut } of this.#guests) {
      if (visit.isOverdue(nowMs)) cut();
    }
    this.#log.look();
  }

  /** Takes no new requests; resolves when the open ones are finished. */
  async shutdown(): Promise<void> {
    this.#isStopped = true;
    this.#listener.close();
    await this.#accepting;
    clearInterval(this.#look);
    for (const { visit, cut } of this.#guests) if (!visit.hasAsked) cut();
    await this.#carrier.shutdown();
    await Promise.all([...this.#guests].map(({ ended }) => ended));
  }

  async #accept(): Promise<void> {
    while (!this.#isStopped) {
      try {
        this.#admit(await this.#listener.accept());
      } catch (error) {
        if (this.#isStopped) return;
        // Who has gone again before being accepted is no reason to let others wait.
        if (error instanceof Deno.errors.ConnectionAborted) continue;
        this.#log.refused(error instanceof Error ? error.message : `${error}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  #admit(connection: Deno.TcpConn): void {
    const address = callerOf(connection.remoteAddr.hostname, null);
    const excess = this.#census.enter(address);
    if (excess !== undefined) return this.#refuse(connection, excess, address);
    const { handler, limits } = this.#options;
    const visit = this.#visit(limits, handler);
    this.#welcome(connection, visit, () => this.#census.leave(address));
  }

  #refuse(connection: Deno.TcpConn, excess: Excess, address: string): void {
    const { limits } = this.#options;
    this.#log.refused(
      excess === "maxConnections"
        ? `${limits[excess]} are open`
        : `${limits[excess]} of ${address} are open`,
    );
    if (this.#told >= MAX_TOLD) return connection.close();
    this.#told++;
    const handler = refusalHandler({ excess, limits });
    const visit = this.#visit(TELLING, handler);
    this.#welcome(connection, visit, () => this.#told--);
  }

  #visit(times: ConnectionTimes, handler: ConnectionHandler): Visit {
    return new Visit({ times, handler, clockMs: this.#clockMs });
  }

  #welcome(connection: Deno.TcpConn, visit: Visit, leave: () => void): void {
    const { ended, cut } = this.#carrier.carry(connection, visit.answer);
    const guest = {
      visit,
      cut,
      ended: ended.then(() => {
        this.#guests.delete(guest);
        leave();
      }),
    };
    this.#guests.add(guest);
  }
}

function lookMs({ headerTimeoutMs, idleTimeoutMs }: ConnectionTimes): number {
  const allowedMs = Math.min(headerTimeoutMs, idleTimeoutMs);
  return Math.min(MAX_LOOK_MS, Math.max(MIN_LOOK_MS, allowedMs / LOOKS));
}
