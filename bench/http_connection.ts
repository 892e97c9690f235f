/**
 * One HTTP/1.1 connection that asks and waits, and no more: `fetch` was measured to take twice
 * as long as the server it asked.
 */

const HEAD_END = new TextEncoder().encode("\r\n\r\n");
/**
 * What fits is read in as few steps as it comes, into memory that this process has used before:
 * growing, and pages of new memory, take some of the time that is measured.
 */
const FIRST_BUFFER_BYTES = 8 * 1024 * 1024;

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
  #buffer = new Uint8Array(FIRST_BUFFER_BYTES).fill(1);

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
   * @throws {Error} where the answer is not 200, or does not say where it ends
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
    let length: number | undefined;
    for (;;) {
      const count = await this.#connection.read(
        this.#buffer.subarray(received),
      );
      if (count === null) {
        throw new Error(`Cannot read the answer to "${path}": it broke off`);
      }
      received += count;
      const bytes = this.#buffer.subarray(0, received);
      if (start === undefined) {
        start = headEnd(bytes);
        if (start !== undefined) length = this.#bodyLength(path, start);
      }
      if (start !== undefined) {
        const size = length ?? joinChunks(bytes.subarray(start));
        if (size !== undefined && received >= start + size) {
          return { start, end: start + size };
        }
      }
      if (received === this.#buffer.length) this.#grow();
    }
  }

  /** `undefined` where the body comes in chunks. */
  #bodyLength(path: string, start: number): number | undefined {
    const head = new TextDecoder().decode(this.#buffer.subarray(0, start));
    const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1];
    const isChunked = /\r\ntransfer-encoding: *chunked\r\n/i.test(head);
    if (!head.startsWith("HTTP/1.1 200 ") || !(length || isChunked)) {
      throw new Error(`Cannot measure "${path}": the answer is ${head}`);
    }
    return length === undefined ? undefined : Number(length);
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

/**
 * Takes the sizes of chunks (RFC 9112, section 7.1) out of a body, if it is complete.
 *
 * @returns how long it is without them
 */
export function joinChunks(bytes: Uint8Array): number | undefined {
  const chunks: { start: number; end: number }[] = [];
  for (let at = 0;;) {
    const lineEnd = bytes.indexOf(13, at);
    if (lineEnd < 0) return undefined;
    const size = parseInt(
      new TextDecoder().decode(bytes.subarray(at, lineEnd)),
      16,
    );
    const start = lineEnd + 2;
    const end = start + size;
    if (end + 2 > bytes.length) return undefined;
    if (size === 0) break;
    chunks.push({ start, end });
    at = end + 2;
  }
  let joined = 0;
  for (const { start, end } of chunks) {
    bytes.copyWithin(joined, start, end);
    joined += end - start;
  }
  return joined;
}
