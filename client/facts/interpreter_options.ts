/** The interpreter's own options: what stands before the script. */

/** A place in the words: which one, and where in it. */
export interface WordPosition {
  readonly index: number;
  readonly offset: number;
}

/** Where the program's text after `-c` begins; `undefined` where there is none. */
export function codeStart(
  words: readonly string[],
): WordPosition | undefined {
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (!word.startsWith("-") || word === "-") return undefined;
    if (word.startsWith("--")) {
      if (word === "--check-hash-based-pycs") index++;
      continue;
    }
    // -W and -X take a value too: the rest of their word, or else the next word.
    const letter = /^-[^cmWX]*([cmWX])/.exec(word);
    if (letter === null) continue;
    const isWholeWord = letter[0].length === word.length;
    if (letter[1] === "m") return undefined;
    if (letter[1] === "c") {
      return isWholeWord
        ? { index: index + 1, offset: 0 }
        : { index, offset: letter[0].length };
    }
    if (isWholeWord) index++;
  }
  return undefined;
}
