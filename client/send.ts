/** Delivers an event's text to a server. */

export interface SendOptions {
  /** The base of the server's URLs. */
  readonly server: string;
  readonly version: string;
  /** Ends the delivery, wherever it is. */
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
}

/** What the server answered. */
export interface Answer {
  readonly status: number;
  /** The start of the body. */
  readonly text: string;
  readonly isAccepted: boolean;
}

/** More than this of an answer is not read. */
const MAX_ANSWER_LENGTH = 2000;

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
export async function send(
  text: string,
  options: SendOptions,
): Promise<Answer> {
  const response = await (options.fetch ?? fetch)(importUrl(options.server), {
    method: "POST",
    body: text,
    headers: {
      "content-type": "application/json",
      "user-agent": `pyanalytics-client/${options.version}`,
    },
    redirect: "manual",
    signal: options.signal,
  });
  return {
    status: response.status,
    text: await readStart(response.body),
    isAccepted: response.ok,
  };
}

async function readStart(
  body: ReadableStream<Uint8Array> | null,
): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop ends the connection, and an endless answer with it.
    if (text.length > MAX_ANSWER_LENGTH) break;
  }
  return text.slice(0, MAX_ANSWER_LENGTH);
}
