/**
 * The items of a JSON list, found one by one: a hostile list of a few megabytes has millions of
 * them, and would be a gigabyte of objects if it were parsed as a whole.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** What JSON allows between tokens. */
const BLANKS = " \t\r\n";

/**
 * The text of each item of the list that `text` is, in order; what is behind it has not been looked
 * at then.
 *
 * @throws {SyntaxError} where `text` is no JSON list
 */
export function* listItems(text: string): Generator<string, void, void> {
  let at = skipBlanks(text, 0);
  if (text.charCodeAt(at) !== OPENING_BRACKET) throw new SyntaxError("No list");
  at = skipBlanks(text, at + 1);
  if (text.charCodeAt(at) !== CLOSING_BRACKET) {
    for (;;) {
      const end = itemEnd(text, at);
      const item = text.slice(at, end);
      // Says what is wrong with it; what is right is let go of again.
      JSON.parse(item);
      yield item;
      at = end;
      if (text.charCodeAt(at) !== COMMA) break;
      at++;
    }
  }
  if (text.charCodeAt(at) !== CLOSING_BRACKET) {
    throw new SyntaxError(`Expected "," or "]" at position ${at}`);
  }
  const behind = skipBlanks(text, at + 1);
  if (behind < text.length) {
    throw new SyntaxError(`Expected nothing behind the list, at ${behind}`);
  }
}

/** Where the item that starts at `at` ends, with the blanks behind it; exact where it is JSON. */
function itemEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = stringEnd(text, at);
        break;
      case OPENING_BRACKET:
      case OPENING_BRACE:
        depth++;
        break;
      case CLOSING_BRACKET:
      case CLOSING_BRACE:
        if (depth === 0) return at;
        depth--;
        break;
      case COMMA:
        if (depth === 0) return at;
    }
  }
  return text.length;
}

/** The position of the closing quote of the string that starts at `at`. */
function stringEnd(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next++) {
    const code = text.charCodeAt(next);
    if (code === BACKSLASH) next++;
    else if (code === QUOTE) return next;
  }
  return text.length;
}

function skipBlanks(text: string, at: number): number {
  while (at < text.length && BLANKS.includes(text[at]!)) at++;
  return at;
}
