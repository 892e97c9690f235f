/**
 * One HTTP/1.1 connection that asks and waits, and no more: `fetch` was measured to take twice
 * as long as the server it asked.
 */

const HEAD_END = new TextEncoder().encode("\r\n\r\n");
const FIRST_BUFFER_BYTES = 64 * 1024;

/** What came back. */
export interface HttpAnswer {
  readonly body: string;
  /** From the first byte of the request to the last of the body. */
  readonly tookMs: number;
}

/** An open connection; disposing of it closes it. */
export class HttpConnection implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #host: string;
  #buffer = new Uint8Array(FIRST_BUFFER_BYTES);

  private constructor(connection: Deno.TcpConn, host: string) {
    this.#connection = connection;
    this.#host = host;
  }

  static async open(url: string): Promise<HttpConnection> {
    const { hostname, port, host } = new URL(url);
    const connection = await Deno.connect({ hostname, port: Number(port) });
    connection.setNoDelay(true);
    return new HttpConnection(connection, host);
  }

  /**
   * Asks for a path.
   *
   * @throws {Error} where the answer is not 200 with a content-length
   */
  get(path: string): Promise<HttpAnswer> {
    return this.#exchange(path, `GET ${path} HTTP/1.1`);
  }

  /** Sends a body to a path; throws as `get` does. */
  post(path: string, body: Uint8Array): Promise<HttpAnswer> {
    const head = `POST ${path} HTTP/1.1\r\ncontent-length: ${body.length}`;
    return this.#exchange(path, head, body);
  }

  async #exchange(
    path: string,
    head: string,
    body?: Uint8Array,
  ): Promise<HttpAnswer> {
    const text = `${head}\r\nhost: ${this.#host}\r\n\r\n`;
    const startedAt = performance.now();
    await this.#send(new TextEncoder().encode(text));
    if (body !== undefined) await this.#send(body);
    const { start, end } = await this.#receive(path);
    const tookMs = performance.now() - startedAt;
    return {
      body: new TextDecoder().decode(this.#buffer.subarray(start, end)),
      tookMs,
    };
  }

  async #send(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  /** Fills the buffer with one answer. @returns where in it the body is */
  async #receive(path: string): Promise<{ start: number; end: number }> {
    let received = 0;
    let start: number | undefined;
    let end = Infinity;
    while (received < end) {
      const count = await this.#connection.read(
        this.#buffer.subarray(received),
      );
      if (count === null) {
        throw new Error(`Cannot read the answer to "${path}": it broke off`);
      }
      received += count;
      if (start === undefined) {
        start = headEnd(this.#buffer.subarray(0, received));
        if (start !== undefined) end = start + this.#bodyLength(path, start);
      }
      if (received === this.#buffer.length) this.#grow();
    }
    return { start: start!, end };
  }

  #bodyLength(path: string, start: number): number {
    const head = new TextDecoder().decode(this.#buffer.subarray(0, start));
    const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1];
    if (!head.startsWith("HTTP/1.1 200 ") || length === undefined) {
      throw new Error(`Cannot measure "${path}": the answer is ${head}`);
    }
    return Number(length);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#buffer.length * 2);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}

/** Where the body begins; `undefined` where the head is not all there yet. */
function headEnd(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (HEAD_END.every((byte, index) => bytes[at + index] === byte)) {
      return at + HEAD_END.length;
    }
  }
  return undefined;
}
