/**
 * A POST over a bare connection, for whoever has but one small thing to say: all that `fetch`
 * sets up for it costs as much as a tenth of the child's whole life.
 *
 * Whatever is not quite usual is left to `fetch`: https, proxies, credentials, many events, and
 * servers that do not take a connection at once, at the first of their addresses.
 */
import { type HttpAnswer, readAnswer } from "./http_answer.ts";
import type { ReadEnvironment } from "./switches.ts";

/** What to post, and where to. */
export interface PlainPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** Of the answer's body no more is read than about so much. */
  readonly maxAnswerBytes: number;
  /** What it says of proxies counts. */
  readonly environment: ReadEnvironment;
}

/** What `fetch` looks at for an http URL. */
const PROXY_VARIABLES = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

/**
 * So much, at three bytes each, any system takes before its other side reads anything: nobody
 * waits here for one who answers without reading.
 */
const MAX_BODY_LENGTH = 16 * 1024;

/** What is sent of an answer for each byte of it, at the worst: in chunks of one byte. */
const MAX_OVERHEAD = 8;

/** How long a connection may take; `fetch` would by then try another address too (RFC 8305). */
const CONNECT_TIMEOUT_MS = 250;

const READ_BYTES = 64 * 1024;

/**
 * Posts, and reads the answer; `undefined` where that is left to `fetch`, and nothing was sent.
 *
 * @throws where no answer came
 */
export async function postPlainly(
  post: PlainPost,
): Promise<HttpAnswer | undefined> {
  const { signal } = post;
  signal.throwIfAborted();
  const url = new URL(post.url);
  const isUsual = url.protocol === "http:" && url.username === "" &&
    url.password === "" && post.body.length <= MAX_BODY_LENGTH &&
    !PROXY_VARIABLES.some((name) => post.environment(name));
  if (!isUsual) return undefined;
  const connection = await connectTo(url, signal);
  if (connection === undefined) return undefined;
  const close = () => connection.close();
  signal.addEventListener("abort", close);
  try {
    await writeAll(connection, requestOf(url, post));
    return await readAll(connection, post.maxAnswerBytes);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", close);
    if (!signal.aborted) close();
  }
}

async function connectTo(
  { hostname, port }: URL,
  signal: AbortSignal,
): Promise<Deno.TcpConn | undefined> {
  let isLate = false;
  const connect = async () => {
    try {
      const connection = await Deno.connect({
        hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
        port: Number(port || 80),
      });
      if (!isLate) return connection;
      connection.close();
    } catch {
      // What `fetch` says of it is what people know.
    }
    return undefined;
  };
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const giveUp = () => {
    isLate = true;
    resolve(undefined);
  };
  const timer = setTimeout(giveUp, CONNECT_TIMEOUT_MS);
  signal.addEventListener("abort", giveUp);
  try {
    return await Promise.race([connect(), late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  }
}

function requestOf(url: URL, { headers, body }: PlainPost): Uint8Array {
  const encoder = new TextEncoder();
  const bytes = encoder.encode(body);
  const all = {
    host: url.host,
    accept: "*/*",
    connection: "close",
    ...headers,
    "content-length": bytes.length,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const head = encoder.encode(
    [`POST ${url.pathname}${url.search} HTTP/1.1`, ...lines, "", ""]
      .join("\r\n"),
  );
  const request = new Uint8Array(head.length + bytes.length);
  request.set(head);
  request.set(bytes, head.length);
  return request;
}

/** A server may answer and close before it has read everything: what it says is read then. */
async function writeAll(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
): Promise<void> {
  try {
    for (let sent = 0; sent < bytes.length;) {
      sent += await connection.write(bytes.subarray(sent));
    }
  } catch (error) {
    const { BrokenPipe, ConnectionReset } = Deno.errors;
    const isClosed = error instanceof BrokenPipe ||
      error instanceof ConnectionReset;
    if (!isClosed) throw error;
  }
}

async function readAll(
  connection: Deno.TcpConn,
  maxAnswerBytes: number,
): Promise<HttpAnswer> {
  const buffer = new Uint8Array(READ_BYTES);
  let bytes = new Uint8Array();
  for (;;) {
    const length = await connection.read(buffer);
    if (length !== null) {
      const longer = new Uint8Array(bytes.length + length);
      longer.set(bytes);
      longer.set(buffer.subarray(0, length), bytes.length);
      bytes = longer;
    }
    const answer = readAnswer(bytes);
    const isEnd = answer !== undefined &&
      (answer.isWhole || answer.body.length >= maxAnswerBytes ||
        length === null && answer.endsWithConnection);
    if (isEnd) return answer;
    if (answer && bytes.length > READ_BYTES + maxAnswerBytes * MAX_OVERHEAD) {
      throw new RangeError("The answer is too long");
    }
    if (length === null) {
      throw new Deno.errors.UnexpectedEof("The answer is cut short");
    }
  }
}
