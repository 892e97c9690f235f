/** Names of groups. */

/** The key's texts on one line. */
export function keyName(key: readonly string[]): string {
  return key.map((text) => text.trim() === "" ? blankName(text) : text)
    .join(" \u00b7 ");
}

function blankName(text: string): string {
  return text === "" ? "(empty)" : "(blank)";
}

/** The key's texts, each with its path. */
export function keySentence(
  paths: readonly string[],
  key: readonly string[],
): string {
  return key.map((text, index) => `${paths[index]} = ${text}`).join(", ");
}
