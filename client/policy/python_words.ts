/** What the words behind an interpreter mean to it: its own options, then what it runs. */

/** What Python is told to run, and where in the words that stands. */
export interface PythonProgram {
  /**
   * A `script`'s path, a `module`'s name behind `-m`, a `code` text behind `-c`, `stdin` for `-`;
   * `none` where Python waits for a user.
   */
  readonly kind: "script" | "module" | "code" | "stdin" | "none";
  /** The word that holds it, or would. */
  readonly index: number;
  /** Where in that word it begins: `-mjson.tool` is one word. */
  readonly offset: number;
}

/** Options with a value of their own in the next word. */
const LONG_WITH_VALUE = ["--check-hash-based-pycs"];

/** Finds what is run. See `python --help`: the first word that is no option of Python's. */
export function programOf(words: readonly string[]): PythonProgram {
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === "-") return { kind: "stdin", index, offset: 0 };
    if (!word.startsWith("-")) return { kind: "script", index, offset: 0 };
    if (word.startsWith("--")) {
      if (LONG_WITH_VALUE.includes(word)) index++;
      continue;
    }
    // -W and -X take a value too: the rest of their word, or else the next word.
    const letter = /^-[^cmWX]*([cmWX])/.exec(word);
    if (letter === null) continue;
    const isWholeWord = letter[0].length === word.length;
    if (letter[1] === "m" || letter[1] === "c") {
      return {
        kind: letter[1] === "m" ? "module" : "code",
        index: isWholeWord ? index + 1 : index,
        offset: isWholeWord ? 0 : letter[0].length,
      };
    }
    if (isWholeWord) index++;
  }
  return { kind: "none", index: words.length, offset: 0 };
}
