/** What a caller may do. */

/** The rights: to store events, to look at them, to look after the server. */
export const RIGHTS = ["write", "read", "admin"] as const;

export type Right = typeof RIGHTS[number];

/** Whether these rights include that one; `admin` includes the others. */
export function includesRight(rights: readonly Right[], right: Right): boolean {
  return rights.includes(right) || rights.includes("admin");
}

export function isRight(word: string): word is Right {
  return (RIGHTS as readonly string[]).includes(word);
}
