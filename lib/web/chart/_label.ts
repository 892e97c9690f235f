/** Texts that must fit a width, where nobody can measure: the reader's fonts are not known. */

/** A text longer than this is not written out, not even where there is room for it. */
const MAX_CHARACTERS = 2000;

/** Widths in em, as wide as the wider of the usual fonts have them. */
const WIDTHS: readonly { readonly of: RegExp; readonly em: number }[] = [
  { of: /[ijl.,:;|'!()[\]{} /]/, em: 0.38 },
  { of: /[mwMW@%]/, em: 0.98 },
  { of: /[\x21-\x7e]/, em: 0.64 },
  { of: /\p{Mark}/u, em: 0 },
  { of: /[\u0080-\u10ff]/, em: 0.75 },
  { of: /^[\u1100-\uffff]$/, em: 1.05 },
];
const WIDEST_EM = 1.3;

/** What turns the direction of the text around it. */
const DIRECTIONS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** More marks on a letter than languages need; they would reach over what is above. */
const HEAP_OF_MARKS = /(\p{Mark}{3})\p{Mark}+/gu;

/** The width that the text will not exceed, in the unit of the font's size. */
export function widthOf(text: string, fontSize: number): number {
  let em = 0;
  for (const character of text) em += widthOfCharacter(character);
  return em * fontSize;
}

/** The text without what would disturb its neighbours; as much of its start as fits. */
export function fitted(
  whole: string,
  { width, fontSize }: { width: number; fontSize: number },
): string {
  const text = bounded(whole).replace(DIRECTIONS, "\ufffd")
    .replace(HEAP_OF_MARKS, "$1");
  if (widthOf(text, fontSize) <= width) return text;
  let room = width / fontSize - WIDEST_EM;
  let kept = "";
  for (const character of text) {
    room -= widthOfCharacter(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}\u2026`;
}

/** The text but for the end of one that is very long. */
export function bounded(text: string): string {
  return text.length > MAX_CHARACTERS
    ? `${text.slice(0, MAX_CHARACTERS).replace(/[\ud800-\udbff]$/, "")}\u2026`
    : text;
}

function widthOfCharacter(character: string): number {
  return WIDTHS.find(({ of }) => of.test(character))?.em ?? WIDEST_EM;
}
