/** Texts of strangers, for a terminal: nothing in them may steer it, hide, or turn the line. */

/** What is drawn onto the letter before it: marks, and the later letters of a Korean syllable. */
const JOINING = String.raw`[\p{M}\u1160-\u11ff\ud7b0-\ud7ff]`;
/** More of them on a letter than languages need would reach over the lines around. */
const MAX_JOINING = 3;

/**
 * Control characters, what turns the direction of text, what is not seen at all, halves of
 * characters, and what would be drawn onto a letter that is not there.
 */
const UNSEEN = new RegExp(
  String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]` +
    `|(?<=^|${JOINING}{${MAX_JOINING}})${JOINING}`,
  "gu",
);
const SHORT: Readonly<Record<string, string>> = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
};

/** The text on one line, with the escapes of JSON for what must not reach a terminal. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** The same, but lines stay lines and tabs stay tabs. */
export function visibleLines(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(
    UNSEEN,
    (character) =>
      character === "\n" || character === "\t" ? character : escaped(character),
  );
}

/**
 * So much of the text that its visible form is at least `width` columns wide, if it is at all;
 * a text may be of many megabytes.
 */
export function startOf(text: string, width: number): string {
  // A column holds one letter of at most two code units, and what is joined to it.
  return text.slice(0, (width + 1) * 2 * (1 + MAX_JOINING));
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  return SHORT[character] ??
    (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`);
}
