/** A server for one client at a time, which knows when that client's process has gone. */

const ANSWER = new TextEncoder().encode(
  "HTTP/1.1 200 OK\r\ncontent-length: 17\r\n" +
    'content-type: application/json\r\n\r\n{"success":true}\n',
);

/** Takes one event a connection. */
export class Collector implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** The next event, once its sender has closed the connection, as ending does. */
  async next(): Promise<string> {
    using connection = await this.#listener.accept();
    const body = await readBody(connection);
    await connection.write(ANSWER);
    await untilClosed(connection);
    return body;
  }

  [Symbol.dispose](): void {
    this.#listener.close();
  }
}

async function readBody(connection: Deno.Conn): Promise<string> {
  let text = "";
  const decoder = new TextDecoder("latin1");
  const buffer = new Uint8Array(65536);
  for (;;) {
    const headEnd = text.indexOf("\r\n\r\n");
    const length = /^content-length: *(\d+)/im.exec(text)?.[1];
    if (headEnd >= 0 && text.length >= headEnd + 4 + Number(length ?? 0)) {
      return text.slice(headEnd + 4);
    }
    const size = await connection.read(buffer);
    if (size === null) throw new Error("The client sent no whole request");
    text += decoder.decode(buffer.subarray(0, size));
  }
}

async function untilClosed(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1024);
  try {
    while (await connection.read(buffer) !== null);
  } catch {
    // A reset is an end, too.
  }
}
