/** Delivers events to a server. */
import { messageOf } from "../lib/error.ts";
import type { BatchAnswer } from "./outbox/verdict.ts";
import { postPlainly } from "./plain_post.ts";
import type { ReadEnvironment } from "./switches.ts";

export interface SendOptions {
  /** The base of the server's URLs. */
  readonly server: string;
  readonly version: string;
  /** Ends the delivery, wherever it is. */
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
  /** Given where it is to cost as little as possible: see plain_post.ts. */
  readonly environment?: ReadEnvironment;
}

/** What the server answered. */
export interface Answer extends BatchAnswer {
  readonly isAccepted: boolean;
}

/** More than this of an answer is not read. */
const MAX_ANSWER_LENGTH = 2000;
/** It says something of each event. */
const MAX_BATCH_ANSWER_LENGTH = 1024 * 1024;

/** Where events go on that server. */
export function importUrl(server: string): string {
  return `${server}/v1/on_import`;
}

/**
 * Posts one event.
 *
 * A redirect is an answer like any other, and not followed: where an event goes is for the
 * configuration to say.
 *
 * @throws where no answer came
 */
export function send(text: string, options: SendOptions): Promise<Answer> {
  return post(text, options, {
    url: importUrl(options.server),
    type: "application/json",
    maxAnswerLength: MAX_ANSWER_LENGTH,
  });
}

/** Posts events, each on a line of its own. As `send` otherwise. */
export function sendBatch(
  lines: string,
  options: SendOptions,
): Promise<Answer> {
  return post(lines, options, {
    url: `${options.server}/v1/events`,
    type: "application/x-ndjson",
    maxAnswerLength: MAX_BATCH_ANSWER_LENGTH,
  });
}

/** Why no answer came. Newer versions of Deno put the reason that helps into the cause. */
export function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return messageOf(cause instanceof Error ? cause : error);
}

interface Post {
  readonly url: string;
  readonly type: string;
  readonly maxAnswerLength: number;
}

async function post(
  body: string,
  { version, signal, fetch: request = fetch, environment }: SendOptions,
  { url, type, maxAnswerLength }: Post,
): Promise<Answer> {
  const headers = {
    "content-type": type,
    "user-agent": `pyanalytics-client/${version}`,
  };
  const answer = environment && await postPlainly({
    url,
    headers,
    body,
    signal,
    maxAnswerBytes: maxAnswerLength,
    environment,
  });
  if (answer !== undefined) {
    return {
      status: answer.status,
      text: new TextDecoder().decode(answer.body).slice(0, maxAnswerLength),
      retryAfter: answer.headers.get("retry-after") ?? null,
      isAccepted: answer.status >= 200 && answer.status < 300,
    };
  }
  const response = await request(url, {
    method: "POST",
    body,
    headers,
    redirect: "manual",
    signal,
  });
  return {
    status: response.status,
    text: await readStart(response.body, maxAnswerLength),
    retryAfter: response.headers.get("retry-after"),
    isAccepted: response.ok,
  };
}

async function readStart(
  body: ReadableStream<Uint8Array> | null,
  maxLength: number,
): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop ends the connection, and an endless answer with it.
    if (text.length > maxLength) break;
  }
  return text.slice(0, maxLength);
}
