/** What others wrote must not steer the terminal: on one line, without what is invisible. */
export function printable(text: string): string {
  return text.trim().replace(/[\p{Cc}\p{Cf}]+/gu, " ");
}
