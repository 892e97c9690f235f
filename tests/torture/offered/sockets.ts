/**
 * Many TCP connections on one thread, by the C library's own calls: Deno's sockets were measured
 * to take as much of a processor as the server that they press, wrk's and these half of it.
 *
 * Linux with glibc. Its calls wait, so whoever uses it does nothing else meanwhile.
 */

const AF_INET = 2;
const SOCK_STREAM = 1;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const POLLIN = 1;

/** `struct pollfd`: the file as i32, the events asked for and those found as i16. */
const POLLFD_BYTES = 8;
const POLLFD_SHORTS = POLLFD_BYTES / 2;
const EVENTS_SHORT = 2;
const FOUND_SHORT = 3;

function openLibrary() {
  return Deno.dlopen("libc.so.6", {
    socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
    connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
    setsockopt: {
      parameters: ["i32", "i32", "i32", "buffer", "u32"],
      result: "i32",
    },
    send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
    recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
    poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
}

/** A fixed number of connections to one port of this machine, each known by its index. */
export class Sockets implements Disposable {
  readonly #library = openLibrary();
  readonly #files: number[] = [];
  readonly #polled: Uint8Array<ArrayBuffer>;
  readonly #shorts: Int16Array;

  /** @throws {Error} where not all of them can be opened */
  constructor(port: number, count: number) {
    this.#polled = new Uint8Array(count * POLLFD_BYTES);
    this.#shorts = new Int16Array(this.#polled.buffer);
    const words = new Int32Array(this.#polled.buffer);
    try {
      for (let index = 0; index < count; index++) {
        words[index * 2] = this.#open(port);
        this.#shorts[index * POLLFD_SHORTS + EVENTS_SHORT] = POLLIN;
      }
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** @throws {Error} where the connection does not take all of it at once */
  send(index: number, bytes: Uint8Array<ArrayBuffer>): void {
    const sent = this.#library.symbols.send(
      this.#files[index]!,
      bytes,
      BigInt(bytes.length),
      MSG_DONTWAIT | MSG_NOSIGNAL,
    );
    if (Number(sent) !== bytes.length) {
      throw new Error(`Cannot send ${bytes.length} bytes: ${sent} were taken`);
    }
  }

  /**
   * Reads what a connection that was found ready has.
   *
   * @returns the number of bytes
   * @throws {Error} where it has ended
   */
  receive(index: number, target: Uint8Array<ArrayBuffer>): number {
    const count = Number(this.#library.symbols.recv(
      this.#files[index]!,
      target,
      BigInt(target.length),
      MSG_DONTWAIT,
    ));
    if (count <= 0) throw new Error("The server has ended a connection");
    return count;
  }

  /** Waits until connections have something to read, and calls back with the index of each. */
  poll(timeoutMs: number, onReady: (index: number) => void): void {
    const count = this.#files.length;
    const ready = this.#library.symbols.poll(
      this.#polled,
      BigInt(count),
      timeoutMs,
    );
    if (ready <= 0) return;
    for (let index = 0; index < count; index++) {
      const found = this.#shorts[index * POLLFD_SHORTS + FOUND_SHORT]!;
      if (found !== 0) onReady(index);
    }
  }

  [Symbol.dispose](): void {
    for (const file of this.#files) this.#library.symbols.close(file);
    this.#library.close();
  }

  #open(port: number): number {
    const { socket, connect, setsockopt } = this.#library.symbols;
    const file = socket(AF_INET, SOCK_STREAM, 0);
    if (file < 0) throw new Error("Cannot open another socket");
    this.#files.push(file);
    // `struct sockaddr_in`: the family in the machine's own order, then port and address.
    const address = new Uint8Array(16);
    new Uint16Array(address.buffer)[0] = AF_INET;
    new DataView(address.buffer).setUint16(2, port);
    address.set([127, 0, 0, 1], 4);
    if (connect(file, address, address.length) !== 0) {
      throw new Error(`Cannot connect to port ${port} of this machine`);
    }
    const on = new Int32Array([1]);
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, on, on.byteLength);
    return file;
  }
}
