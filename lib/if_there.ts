/** Reading what somebody else may have taken away. */

/** What comes of using a file; `undefined` where there is none. */
export function ifThere<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
