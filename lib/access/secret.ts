/** Secrets of tokens and sessions, and their hashes, which alone are kept. */

/** By it a secret that leaked into a log or a repository is recognised. */
const TOKEN_PREFIX = "pya_";
const SECRET_BYTES = 32;

/** A new token's secret: 256 random bits, so that a plain hash of it cannot be guessed back. */
export function newTokenSecret(): string {
  return TOKEN_PREFIX + newSecret();
}

/** 256 random bits in the characters of base64url. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** SHA-256 of a secret, in lower-case hexadecimal digits. */
export async function hashSecret(secret: string): Promise<string> {
  const bytes = new TextEncoder().encode(secret);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

/** Whether two hashes are equal, in a time that does not tell where they differ. */
export function isSameHash(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at++) {
    difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  }
  return difference === 0;
}
