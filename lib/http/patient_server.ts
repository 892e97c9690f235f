/**
 * An HTTP server that goes on when the system lets it accept no more connections.
 *
 * `Deno.serve` ends at the first connection that cannot be accepted, as when too many files are
 * open. Here it is begun anew on the same port until that works; open connections are served on.
 */

/** What a server is made of. */
export interface PatientServerOptions {
  /** Begins to listen; a port that is not given is the one of the options. */
  readonly listen: (port?: number) => Deno.HttpServer<Deno.NetAddr>;
  /** Told, for the log, when connections are refused and when they are accepted again. */
  readonly report: (message: string) => void;
  /** Whether anything listens there; connects by default. */
  readonly isListening?: (address: Deno.NetAddr) => Promise<boolean>;
  /** How often that is asked: Deno 2.6 tells of its end only when all connections have ended. */
  readonly watchMs?: number;
  readonly retryMs?: number;
  /** How long it must go well before that is said. */
  readonly settledMs?: number;
}

const DEFAULTS = {
  isListening,
  watchMs: 2000,
  retryMs: 100,
  settledMs: 1000,
};

/** Listens from its construction until `shutdown`. */
export class PatientServer {
  readonly #options: Required<PatientServerOptions>;
  readonly #address: Deno.NetAddr;
  /** The one that listens is the last; those before may have open connections. */
  readonly #servers: Deno.HttpServer<Deno.NetAddr>[] = [];
  readonly #watch: ReturnType<typeof setInterval>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRefusing = false;
  #isStopped = false;

  /** @throws where it cannot listen at all */
  constructor(options: PatientServerOptions) {
    this.#options = { ...DEFAULTS, ...options };
    const server = this.#options.listen();
    this.#address = server.addr;
    this.#add(server);
    const { watchMs } = this.#options;
    this.#watch = setInterval(() => this.#checkListening(), watchMs);
  }

  /** Takes no new requests; resolves when the open ones are finished. */
  async shutdown(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    await Promise.allSettled(this.#servers.map((server) => server.shutdown()));
  }

  #add(server: Deno.HttpServer<Deno.NetAddr>): void {
    this.#servers.push(server);
    server.finished.catch((error: unknown) => {
      // Those before it may tell late.
      if (server === this.#servers.at(-1)) this.#retry(error);
    });
  }

  async #checkListening(): Promise<void> {
    if (this.#isRefusing) return;
    const isListening = await this.#options.isListening(this.#address);
    if (!isListening && !this.#isRefusing) {
      this.#retry(new Error("Nothing listens any longer"));
    }
  }

  #retry(error: unknown): void {
    if (this.#isStopped) return;
    if (!this.#isRefusing) {
      this.#isRefusing = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.report(`Connections are refused: ${reason}`);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#listenAgain(), this.#options.retryMs);
  }

  #listenAgain(): void {
    try {
      this.#add(this.#options.listen(this.#address.port));
    } catch (error) {
      this.#retry(error);
      return;
    }
    this.#timer = setTimeout(() => {
      this.#isRefusing = false;
      this.#options.report("Connections are accepted again");
    }, this.#options.settledMs);
  }
}

async function isListening(address: Deno.NetAddr): Promise<boolean> {
  const { port } = address;
  const hostname = ownAddress(address.hostname);
  try {
    (await Deno.connect({ hostname, port })).close();
    return true;
  } catch (error) {
    // Any other error is about this end of the connection.
    return !(error instanceof Deno.errors.ConnectionRefused);
  }
}

/** Where this machine reaches what listens on all its addresses. */
function ownAddress(hostname: string): string {
  if (hostname === "0.0.0.0") return "127.0.0.1";
  return hostname === "::" ? "::1" : hostname;
}
