/** What of the words behind the interpreter may leave this host. */
import { maskedWords } from "./mask.ts";
import { programOf } from "./python_words.ts";

/** The policies, from the least that is sent to the most. */
export const ARGV_POLICIES = ["none", "script", "full"] as const;

export type ArgvPolicy = typeof ARGV_POLICIES[number];

/**
 * The words that are sent.
 *
 * - `none`: none
 * - `script`: the script's base name, or `-m` and the module's name; of a program's text only
 *   that there was one (`-c`), of standard input `-`
 * - `full`: all, with what looks like a secret as `***`
 */
export function argvUnder(
  policy: ArgvPolicy,
  words: readonly string[],
): string[] {
  switch (policy) {
    case "none":
      return [];
    case "script":
      return maskedWords(whatRuns(words));
    case "full":
      return maskedWords(words);
  }
}

function whatRuns(words: readonly string[]): string[] {
  const { kind, index, offset } = programOf(words);
  const word = words[index]?.slice(offset);
  switch (kind) {
    case "script":
      return [baseName(word!)];
    case "module":
      return word === undefined ? ["-m"] : ["-m", word];
    case "code":
      return ["-c"];
    case "stdin":
      return ["-"];
    case "none":
      return [];
  }
}

/** Of a path as any system writes it. A folder given as a script keeps its name. */
function baseName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
