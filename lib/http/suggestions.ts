/** What forms offer to those who write into them. */
import type { Suggestions } from "../query/mod.ts";
import type { Store } from "../store/store.ts";

/** A page does not wait longer for them: there may be questions before it that take long. */
const PATIENCE_MS = 250;

/** `undefined` where they cannot be told, or not soon. */
export async function suggestionsOf(
  store: Pick<Store, "suggestions">,
): Promise<Suggestions | undefined> {
  const { promise: tooLate, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  try {
    return await Promise.race([store.suggestions(), tooLate]);
  } catch {
    // The page itself says what is wrong, where it needs events.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
