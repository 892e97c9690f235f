/** A look at a text that costs nothing, before it is parsed at the cost of an error. */

/**
 * Whether a text may be a JSON object. Damage can leave millions of lines that are none, and
 * `JSON.parse` takes microseconds to say so of each.
 */
export function looksLikeObject(text: string): boolean {
  return OPENING.test(text);
}

const OPENING = /^[\t\n\r ]*\{/;
