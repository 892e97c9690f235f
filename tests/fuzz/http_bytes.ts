/** Requests that are nearly HTTP, byte by byte, to a server as a process of its own. */
import type { Random } from "../../lib/testing/random.ts";
import { ServerProcess, TemporaryFolder } from "../server_process.ts";
import { ServerProbe } from "../server_probe.ts";
import { mutate } from "./mutate.ts";
import { Finding, type Target, type TargetKind } from "./target.ts";

const EVENT = `{"username":"alice","n":1}`;

const REQUESTS = [
  `POST /v1/on_import HTTP/1.1\r\nHost: box\r\nContent-Length: ${EVENT.length}\r\n\r\n${EVENT}`,
  `POST /v1/on_import HTTP/1.0\r\nContent-Length: ${EVENT.length}\r\n\r\n${EVENT}`,
  `POST /v1/events HTTP/1.1\r\nHost: box\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n${EVENT}\r\n0\r\n\r\n`,
  `POST /v1/events HTTP/1.1\r\nHost: box\r\nExpect: 100-continue\r\nContent-Length: 53\r\n\r\n${EVENT}\n${EVENT}`,
  "GET /v1/count?group_by=username HTTP/1.1\r\nHost: box\r\nAccept: text/html\r\n\r\n",
  "GET /v1/records?limit=1&format=csv HTTP/1.1\r\nHost: box\r\n\r\n",
  "HEAD /v1/meta HTTP/1.1\r\nHost: box\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost: box\r\n\r\n",
  "GET http://other?x=/y HTTP/1.1\r\nHost: box\r\n\r\n",
  "GET http://other/healthz HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: box\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
] as const;

const TOKENS = [
  "\r\n",
  "\n",
  "\r",
  "\0",
  " ",
  ":",
  "/",
  "?",
  "%",
  "%zz",
  "..",
  "\t",
  "GET ",
  "POST ",
  "HTTP/1.1",
  "HTTP/9.9",
  "Host: \r\n",
  "Content-Length: 5\r\n",
  "Content-Length: -1\r\n",
  "Content-Length: 99999999999999999999\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Content-Encoding: gzip\r\n",
  "Accept: x/;;q=2\r\n",
  "X: y\r\n",
  "ffffffffffffffff\r\n",
  "0\r\n\r\n",
  "é",
] as const;

/** Until an answer that does not end is given up, however busy the machine is. */
const PATIENCE_MS = 30_000;

/** The target. */
export const httpBytes: TargetKind = {
  name: "HTTP bytes",
  share: 1,
  inputsPerTarget: 50_000,
  concurrency: 16,
  open: async () => {
    const folder = new TemporaryFolder();
    const args = ["--sync", "os"];
    return new HttpBytes(
      folder,
      await ServerProcess.start({ data: folder.path, args }),
    );
  },
};

class HttpBytes implements Target {
  readonly #folder: TemporaryFolder;
  readonly #server: ServerProcess;
  readonly #probe: ServerProbe;

  constructor(folder: TemporaryFolder, server: ServerProcess) {
    this.#folder = folder;
    this.#server = server;
    this.#probe = new ServerProbe(server);
  }

  async feed(random: Random): Promise<void> {
    // Several on one connection: what is left of one is the beginning of the next.
    const text = Array.from(
      { length: 1 + random.below(3) },
      () => random.pick(REQUESTS),
    ).join("");
    const bytes = mutate(random, new TextEncoder().encode(text), TOKENS);
    const answer = await this.#exchange(bytes);
    const failure = /^HTTP\/1\.\d 5\d\d.*/m.exec(answer);
    if (failure) throw new Finding(`answered ${failure[0]}`);
  }

  async #exchange(bytes: Uint8Array): Promise<string> {
    using connection = await Deno.connect({ port: this.#server.port });
    const patience = setTimeout(() => connection.close(), PATIENCE_MS);
    try {
      for (let sent = 0; sent < bytes.length;) {
        sent += await connection.write(bytes.subarray(sent));
      }
      await connection.closeWrite();
      return await readAll(connection);
    } catch (error) {
      if (error instanceof Deno.errors.BadResource) {
        throw new Finding(`no end of the answer within ${PATIENCE_MS} ms`);
      }
      // The server may end what is no HTTP at once.
      return "";
    } finally {
      clearTimeout(patience);
    }
  }

  /** It has let nobody wait, is well, and has said nothing but that it stops; its lines are whole events. */
  async check(): Promise<void> {
    await this.#probe.stop();
    const health = await fetch(`${this.#server.origin}/healthz`);
    if (!(await health.text()).includes(`"ok"`)) {
      throw new Finding(`/healthz answers ${health.status}`);
    }
    const { code, stderr } = await this.#server.stop();
    if (code !== 0 || stderr.trim().split("\n").length !== 2) {
      throw new Finding(`ended with ${code}: ${stderr.slice(0, 1000)}`);
    }
    for (const line of this.#folder.journalLines()) JSON.parse(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What it has found was told by `check`, unless something else was found before.
    await this.#probe.stop().catch(() => {});
    await this.#server[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

async function readAll(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(64 * 1024);
  let text = "";
  for (;;) {
    const count = await connection.read(bytes);
    if (count === null) return text;
    text += decoder.decode(bytes.subarray(0, count), { stream: true });
  }
}
