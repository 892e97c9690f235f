/** Counts that a running server is asked for. */
import { messageOf, ServiceError } from "../error.ts";
import { type Format, MEDIA_TYPES } from "../http/negotiation.ts";
import type { CountResult } from "../query/mod.ts";
import type { CountSource } from "./count_source.ts";

/** More than this of a server's own message is not shown. */
const MAX_MESSAGE_LENGTH = 1000;

export interface ServerSourceOptions {
  /** For everything together. */
  readonly timeoutMs: number;
}

export function serverSource(
  server: string,
  { timeoutMs }: ServerSourceOptions,
): CountSource {
  // Without what the URL may hold besides: a password, say.
  const { origin } = new URL(server);
  return {
    waiting: `Waiting for ${origin}`,
    async ask(params) {
      const asked = [...params].find(([name, value]) =>
        name === "format" && value !== ""
      )?.[1];
      const { response, body } = await get(urlOf(server, params), timeoutMs);
      if (!response.ok) throw refusal(origin, response, body);
      checkType(origin, response, asked ?? "json");
      return asked ? { body } : { result: readResult(origin, body) };
    },
  };
}

function urlOf(server: string, params: URLSearchParams): string {
  const query = new URLSearchParams(params);
  // An empty `format` means none; the server reads a second one as an error.
  const hasFormat = query.getAll("format").some((format) => format !== "");
  if (!hasFormat) query.set("format", "json");
  return `${server}/v1/count?${query}`;
}

/** Reads all of it before anything is written: a slow pager must not run into the deadline. */
async function get(
  url: string,
  timeoutMs: number,
): Promise<{ response: Response; body: Uint8Array }> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { response, body: await response.bytes() };
  } catch (cause) {
    const reason =
      cause instanceof DOMException && cause.name === "TimeoutError"
        ? `no answer within ${timeoutMs} ms`
        : reasonOf(cause);
    const origin = new URL(url).origin;
    throw new Error(`Cannot reach ${origin}: ${reason}`, { cause });
  }
}

/** The innermost error says why; those around it repeat the address. */
function reasonOf(error: unknown): string {
  for (let inner = error;; inner = inner.cause) {
    if (!(inner instanceof Error) || inner.cause === undefined) {
      return messageOf(inner)
        .replace(
          /^error sending request[^)]*\): (?:client error \(\w+\): )?/,
          "",
        );
    }
  }
}

/** The server's own words, where it said any. */
function refusal(
  origin: string,
  { status }: Response,
  body: Uint8Array,
): Error {
  const error = objectOf(objectOf(parse(body)).error);
  if (typeof error.message !== "string") {
    return new Error(`${origin} answered with status ${status}`);
  }
  const message = error.message.slice(0, MAX_MESSAGE_LENGTH);
  const code = String(error.code);
  return status === 400 || status === 422
    ? new ServiceError({ status, code }, message)
    : new Error(`${origin} answered with status ${status}: ${message}`);
}

/** Something else than the server, such as a page to sign in at, may answer too. */
function checkType(
  origin: string,
  { headers }: Response,
  format: string,
): void {
  const type = (headers.get("content-type") ?? "nothing").split(";")[0]!.trim();
  if (type === MEDIA_TYPES[format as Format]) return;
  throw new Error(`${origin} did not answer with a count, but with ${type}`);
}

function readResult(origin: string, body: Uint8Array): CountResult {
  const result = parse(body);
  if (isCountResult(result)) return result;
  throw new Error(`${origin} did not answer with a count`);
}

function isCountResult(value: unknown): value is CountResult {
  const { grouped_by, record_count, error_count, groups } = objectOf(value);
  return isWhole(record_count) && isWhole(error_count) &&
    (groups === undefined ||
      Array.isArray(groups) &&
        groups.every((group) => isGroup(group, [grouped_by].flat().length)));
}

function isGroup(value: unknown, keyLength: number): boolean {
  const { key, count, share } = objectOf(value);
  return Array.isArray(key) && key.length === keyLength &&
    key.every((text) => typeof text === "string") &&
    isWhole(count) && typeof share === "number";
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && value as number >= 0;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null
    ? value as Record<string, unknown>
    : {};
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
