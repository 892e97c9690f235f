/** How deep a JSON text is nested, told without a stack. */

/**
 * Whether objects and lists are nested more than `levels` deep in a text that `JSON.parse`
 * accepts. Deeper ones could overflow the stack of whatever walks or writes them.
 */
export function isNestedDeeper(text: string, levels: number): boolean {
  // A level takes two characters: most texts are too short to be looked at.
  if (text.length <= 2 * levels) return false;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) isInString = !isInString;
    else if (code === 0x5c) at++;
    else if (!isInString && (code === 0x7b || code === 0x5b)) {
      if (++depth > levels) return true;
    } else if (!isInString && (code === 0x7d || code === 0x5d)) depth--;
  }
  return false;
}
