/** Asking and posting, where the answers are JSON. */

/** An answer in JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** Asks. */
export async function get(origin: string, path: string): Promise<Answer> {
  const response = await fetch(`${origin}${path}`);
  const { status, headers } = response;
  return { status, headers, body: await response.json() };
}

/** Posts one event. */
export async function post(origin: string, event: unknown): Promise<Answer> {
  const response = await fetch(`${origin}/v1/on_import`, {
    method: "POST",
    body: JSON.stringify(event),
  });
  const { status, headers } = response;
  return { status, headers, body: await response.json() };
}
