/** Asking and posting, where the answers are JSON. */

const PATIENCE_MS = 20_000;

/** Asks until the answer is as it should be. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isGood: (seen: T) => boolean,
): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await ask();
    if (isGood(seen)) return seen;
    if (performance.now() > end) {
      throw new Error(`Still ${JSON.stringify(seen)} after ${PATIENCE_MS} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

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
