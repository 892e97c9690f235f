/** Many bodies of which most is sent, and the rest is not, while others post. */
import { eventually } from "../../lib/testing/eventually.ts";
import { residentBytes } from "../process_memory.ts";
import { exchange, originalRequest } from "../raw_http.ts";
import {
  type Kind,
  ServerProcess,
  TemporaryFolder,
} from "../server_process.ts";

/** What is done. */
export interface HalfSentOptions {
  readonly kind: Kind;
  readonly connections: number;
  readonly posts: number;
}

/** What was seen. */
export interface HalfSentFigures {
  readonly connections: number;
  /** Of their bodies those that were refused, that gave way to others, and that waited for their end. */
  readonly refused: number;
  readonly gaveWay: number;
  readonly waiting: number;
  readonly middlePostMs: number;
  readonly slowestPostMs: number;
  /** By how much the server's resident memory grew at most while they waited. */
  readonly grownMiB: number;
}

const MEBIBYTE = 1024 * 1024;
const MAX_BODY_BYTES = MEBIBYTE;
const MAX_PENDING_BYTES = 32 * MEBIBYTE;
/** Long bodies have three quarters of the room. */
const MAX_WAITING = MAX_PENDING_BYTES * 3 / 4 / MAX_BODY_BYTES;

/** What else a server may grow by: once, and for each connection that is open. */
const SPARE_BYTES = 128 * MEBIBYTE;
const CONNECTION_BYTES = 64 * 1024;
const BODY_BYTES = 512 * 1024;

/** How long the others may take; bodies that stand still give way only after ten seconds. */
const TIMEOUT_MS = 60_000;
const AT_ONCE = 50;
const WARM_UP_POSTS = 100;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Sends all but the last byte of many long bodies, and posts short ones meanwhile.
 *
 * @throws {Error} where one of the short ones was not stored, a long one was without its end, the
 * server grew by more than it may, or there is no room for long ones when all have gone
 */
export async function sendHalves(
  { kind, connections, posts }: HalfSentOptions,
): Promise<HalfSentFigures> {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({
    data: folder.path,
    kind,
    args: [
      ...["--max-body-bytes", `${MAX_BODY_BYTES}`],
      ...["--max-batch-bytes", `${MAX_BODY_BYTES}`],
      ...["--max-pending-bytes", `${MAX_PENDING_BYTES}`],
    ],
  });
  const { pid, port } = server;
  await post(port, WARM_UP_POSTS);
  const before = residentBytes(pid);
  let seen: Pick<HalfSentFigures, "refused" | "gaveWay" | "waiting">;
  let tookMs: number[];
  let grownBytes: number;
  {
    using halves = new Halves(port);
    const [took] = await Promise.all([
      post(port, posts),
      halves.send(connections),
    ]);
    tookMs = took;
    await eventually(
      () => halves.waiting,
      (waiting) => waiting <= MAX_WAITING,
      { patienceMs: TIMEOUT_MS },
    );
    grownBytes = residentBytes(pid) - before;
    const { refused, gaveWay, waiting } = halves;
    seen = { refused, gaveWay, waiting };
  }
  if (seen.refused + seen.gaveWay + seen.waiting !== connections) {
    throw new Error(`${connections} came, of which ${JSON.stringify(seen)}`);
  }
  const allowedBytes = SPARE_BYTES + MAX_PENDING_BYTES +
    connections * CONNECTION_BYTES + MAX_WAITING * BODY_BYTES;
  if (grownBytes > allowedBytes) {
    throw new Error(
      `The server grew by ${grownBytes} bytes, more than ${allowedBytes}`,
    );
  }
  await takesLong(port);
  const stored = folder.journalLines().length;
  const wanted = WARM_UP_POSTS + posts + MAX_WAITING;
  if (stored !== wanted) throw new Error(`${wanted} posted, ${stored} stored`);
  return {
    connections,
    ...seen,
    middlePostMs: tookMs[Math.floor(posts / 2)]!,
    slowestPostMs: tookMs.at(-1)!,
    grownMiB: Math.round(grownBytes / MEBIBYTE),
  };
}

/** Connections with a body of which the last byte is missing; they stay until disposed of. */
class Halves implements Disposable {
  readonly #port: number;
  readonly #open = new Set<Deno.TcpConn>();
  #waiting = 0;
  #refused = 0;
  #gaveWay = 0;

  constructor(port: number) {
    this.#port = port;
  }

  /** How many have not been answered. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How many were answered that there is no room for them. */
  get refused(): number {
    return this.#refused;
  }

  /** How many were answered that others needed their room. */
  get gaveWay(): number {
    return this.#gaveWay;
  }

  async send(count: number): Promise<void> {
    const paths = ["/v1/on_import", "/v1/events"];
    const halves = paths.map((path) =>
      encoder.encode(longRequest(path).slice(0, -1))
    );
    let next = 0;
    const work = async () => {
      while (next < count) {
        const half = halves[next++ % halves.length]!;
        const connection = await Deno.connect({ port: this.#port });
        this.#open.add(connection);
        this.#hear(connection);
        await writeAll(connection, half);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  async #hear(connection: Deno.TcpConn): Promise<void> {
    this.#waiting++;
    const answer = await firstPart(connection);
    if (!this.#open.has(connection)) return;
    this.#waiting--;
    if (/^HTTP\/1.0 503 .*^retry-after: /ms.test(answer)) this.#refused++;
    if (answer.startsWith("HTTP/1.0 408 ")) this.#gaveWay++;
  }

  [Symbol.dispose](): void {
    for (const connection of this.#open) connection.close();
    this.#open.clear();
  }
}

/** What comes first; nothing where the connection ends. */
async function firstPart(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(1000);
  const count = await connection.read(buffer).catch(() => null);
  return decoder.decode(buffer.subarray(0, count ?? 0));
}

function longRequest(path: string): string {
  return originalRequest(`{"a":1}`.padEnd(MAX_BODY_BYTES), path);
}

/** As much as the server may take is taken at once, when those before have gone. */
async function takesLong(port: number): Promise<void> {
  const isStored = async () => {
    const answer = await exchange(port, longRequest("/v1/on_import"));
    return answer.includes(`{"success":true}`);
  };
  await Promise.all(
    Array.from(
      { length: MAX_WAITING },
      () => eventually(isStored, Boolean, { patienceMs: TIMEOUT_MS }),
    ),
  );
}

/** Posts events, one after the other on a connection each. @returns how long each took, in order */
async function post(port: number, count: number): Promise<number[]> {
  const tookMs: number[] = [];
  for (let each = 0; each < count; each++) {
    const began = performance.now();
    const answer = await exchange(port, originalRequest(`{"n":${each}}`));
    if (!answer.includes(`{"success":true}`)) {
      throw new Error(`A post was answered with ${JSON.stringify(answer)}`);
    }
    tookMs.push(Math.round((performance.now() - began) * 10) / 10);
  }
  return tookMs.sort((a, b) => a - b);
}

async function writeAll(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
): Promise<void> {
  try {
    for (let sent = 0; sent < bytes.length;) {
      sent += await connection.write(bytes.subarray(sent));
    }
  } catch {
    // Refused meanwhile.
  }
}
