/** Asking servers that may not be there yet. */

const PAUSE_MS = 100;

/** The answer's text; `undefined`, a moment later, where there is no good one. */
export async function fetchText(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url);
    const text = await response.text();
    if (response.ok) return text;
  } catch {
    // Nobody listens.
  }
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  return undefined;
}
