/** Arguments that wrappers must hand on as they are: one table for all shells. */
import { eventually } from "../lib/testing/eventually.ts";
import { exists } from "./client_process.ts";

/** One argument, and how somebody types it. */
export interface Argument {
  readonly word: string;
  /**
   * For `cmd`; not there where it can type no such thing. A caret outside quotes is not in the
   * table, as no batch file can hand that on.
   */
  readonly cmd?: string;
}

/** In this order they are one command line. */
export const ARGUMENTS: readonly Argument[] = [
  { word: "plain", cmd: "plain" },
  { word: "a b", cmd: '"a b"' },
  { word: "", cmd: '""' },
  { word: " ", cmd: '" "' },
  { word: "line\nbreak" },
  { word: "Zoë ✓", cmd: '"Zoë ✓"' },
  { word: `q'"\\` },
  { word: "it's", cmd: '"it\'s"' },
  { word: "back\\", cmd: '"back\\\\"' },
  { word: "C:\\a\\b", cmd: "C:\\a\\b" },
  { word: "50%", cmd: '"50%"' },
  { word: "%NO_SUCH%", cmd: '"%NO_SUCH%"' },
  { word: "x^y", cmd: '"x^y"' },
  { word: "a&b", cmd: '"a&b"' },
  { word: "a|b<c>d", cmd: '"a|b<c>d"' },
  { word: "!bang!", cmd: '"!bang!"' },
  { word: "$HOME `id` $(id)", cmd: '"$HOME `id` $(id)"' },
  // Behind this one, cmd takes what is in quotes to be outside, and the other way about.
  { word: 'q"q', cmd: '"q\\"q"' },
  { word: "--x=1", cmd: "--x=1" },
  { word: "a,b;c=d", cmd: "a,b;c=d" },
  { word: "(e)", cmd: "(e)" },
  { word: "*.?", cmd: "*.?" },
  { word: "*", cmd: "*" },
  { word: "/f", cmd: "/f" },
  { word: "-n", cmd: "-n" },
  { word: "\\n", cmd: "\\n" },
  { word: "--", cmd: "--" },
];

/** The words of a command line as programs on Windows read them: see "Parsing C command-line arguments" in Microsoft's C++ documentation. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (const [part] of line.matchAll(/\\*"|\\+|[^\\"]/g)) {
    if (!isQuoted && /^\s$/.test(part)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (part.endsWith('"')) {
      const backslashes = part.length - 1;
      word = (word ?? "") + "\\".repeat(backslashes >> 1);
      if (backslashes % 2 === 1) word += '"';
      else isQuoted = !isQuoted;
    } else word = (word ?? "") + part;
  }
  return word === undefined ? words : [...words, word];
}

/** The words that a fake client has recorded, each behind a NUL; waits until it was called. */
export async function recordedWords(path: string): Promise<string[]> {
  await eventually(() => exists(path));
  return Deno.readTextFileSync(path).split("\0").slice(0, -1);
}
