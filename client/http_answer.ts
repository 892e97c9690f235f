/** Reads an HTTP/1 answer out of the bytes of a connection (RFC 9112). */

/** An answer, as far as its bytes have come. */
export interface HttpAnswer {
  readonly status: number;
  /** Of a header that came several times the values are joined, as RFC 9110 says. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** Whether nothing of it is missing; never so where only the connection's end shows that. */
  readonly isWhole: boolean;
  /** Whether the connection's end is the answer's end. */
  readonly endsWithConnection: boolean;
}

const MAX_HEAD_BYTES = 64 * 1024;
const STATUS_LINE = /^HTTP\/1\.[01] ([1-5]\d\d)(?: |$)/;
const LINE_END = [0x0d, 0x0a];
const HEAD_END = [...LINE_END, ...LINE_END];

/**
 * Reads what has come so far; `undefined` where that is not all of its head yet.
 *
 * @throws {Error} where it is no answer of HTTP/1
 */
export function readAnswer(bytes: Uint8Array): HttpAnswer | undefined {
  let rest = bytes;
  for (;;) {
    const end = indexOf(rest, HEAD_END);
    if (end < 0) {
      if (bytes.length > MAX_HEAD_BYTES) throw notHttp("it has no end of head");
      return undefined;
    }
    const head = rest.subarray(0, end);
    rest = rest.subarray(end + HEAD_END.length);
    const answer = answerOf(head, rest);
    if (answer !== undefined) return answer;
  }
}

/** `undefined` for what goes before an answer, such as 100 (Continue). */
function answerOf(head: Uint8Array, rest: Uint8Array): HttpAnswer | undefined {
  const [first = "", ...lines] = textOf(head).split("\r\n");
  const status = Number(STATUS_LINE.exec(first)?.[1]);
  if (Number.isNaN(status)) throw notHttp(`it begins "${first.slice(0, 80)}"`);
  if (status < 200) return undefined;
  const headers = headersIn(lines);
  return { status, headers, ...bodyOf(status, headers, rest) };
}

function headersIn(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const end = line.indexOf(":");
    const name = line.slice(0, Math.max(0, end)).toLowerCase();
    const value = line.slice(end + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

type Body = Pick<HttpAnswer, "body" | "isWhole" | "endsWithConnection">;

function bodyOf(
  status: number,
  headers: ReadonlyMap<string, string>,
  rest: Uint8Array,
): Body {
  const counted = (length: number): Body => ({
    body: rest.subarray(0, length),
    isWhole: rest.length >= length,
    endsWithConnection: false,
  });
  if (status === 204 || status === 304) return counted(0);
  const coding = headers.get("transfer-encoding");
  if (coding !== undefined) {
    if (coding.toLowerCase() !== "chunked") {
      throw notHttp(`its transfer coding is "${coding}"`);
    }
    return { ...withoutChunks(rest), endsWithConnection: false };
  }
  const length = headers.get("content-length");
  if (length === undefined) {
    return { body: rest, isWhole: false, endsWithConnection: true };
  }
  if (!/^\d+$/.test(length)) throw notHttp(`its length is "${length}"`);
  return counted(Number(length));
}

/** See RFC 9112, section 7.1. What comes behind the last chunk is of no interest. */
function withoutChunks(
  bytes: Uint8Array,
): Pick<HttpAnswer, "body" | "isWhole"> {
  const chunks: Uint8Array[] = [];
  const body = () => joined(chunks);
  for (let at = 0;;) {
    const end = indexOf(bytes, LINE_END, at);
    if (end < 0) return { body: body(), isWhole: false };
    const line = textOf(bytes.subarray(at, end));
    const size = /^[\da-f]{1,8}(?=[\s;]|$)/i.exec(line)?.[0];
    if (size === undefined) throw notHttp(`a chunk's size is "${line}"`);
    const length = parseInt(size, 16);
    if (length === 0) return { body: body(), isWhole: true };
    at = end + LINE_END.length;
    chunks.push(bytes.subarray(at, at + length));
    at += length + LINE_END.length;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function indexOf(
  bytes: Uint8Array,
  wanted: readonly number[],
  from = 0,
): number {
  for (let at = bytes.indexOf(wanted[0]!, from); at >= 0;) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
    at = bytes.indexOf(wanted[0]!, at + 1);
  }
  return -1;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function notHttp(reason: string): Error {
  return new Error(`Not an answer of HTTP/1: ${reason}`);
}
