/** A server that takes every event at once, and counts requests and events. */

export class EventServer implements AsyncDisposable {
  readonly #uuids = new Set<string>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #requestCount = 0;
  #repeatedCount = 0;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        for (const line of (await request.text()).trimEnd().split("\n")) {
          const { uuid } = JSON.parse(line);
          if (this.#uuids.has(uuid)) this.#repeatedCount++;
          this.#uuids.add(uuid);
        }
        this.#requestCount++;
        return Response.json({ success: true });
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** How many different events came. */
  get eventCount(): number {
    return this.#uuids.size;
  }

  /** How many came again. */
  get repeatedCount(): number {
    return this.#repeatedCount;
  }

  get requestCount(): number {
    return this.#requestCount;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** A server that accepts connections and never answers. */
export class BlackHole implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections: Deno.Conn[] = [];

  constructor() {
    this.#accept();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      this.#connections.push(connection);
    }
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const connection of this.#connections) connection.close();
  }
}

/** An address where nothing listens. */
export function deadUrl(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}`;
}
