/** How many columns of a terminal texts take. */
import { eastAsianWidth } from "get-east-asian-width";
import { startOf, visible } from "./visible.ts";

const ONE_COLUMN_EACH = /^[\x20-\x7e]*$/;
const NO_COLUMN = /[\p{Mn}\p{Me}\u1160-\u11ff\ud7b0-\ud7ff]/u;
const ELLIPSIS = "\u2026";

/** The columns that a visible text takes. */
export function widthOf(text: string): number {
  if (ONE_COLUMN_EACH.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

/** The visible form of any text, or as much of its start as fits. */
export function fitted(whole: string, width: number): string {
  if (whole.length <= width && ONE_COLUMN_EACH.test(whole)) return whole;
  const text = visible(startOf(whole, width));
  if (widthOf(text) <= width) return text;
  let room = width - 1;
  let kept = "";
  for (const character of text) {
    room -= widthOfCharacter(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}${ELLIPSIS}`;
}

function widthOfCharacter(character: string): number {
  return NO_COLUMN.test(character)
    ? 0
    : eastAsianWidth(character.codePointAt(0)!);
}
