/**
 * The tokens of a folder: `tokens.json`, which commands write and servers read.
 *
 * Their last use is in a file of its own, `token-uses.json`, which the server alone writes: so
 * neither can undo what the other has done.
 */
import { join } from "@std/path";
import { messageOf, withPlace } from "../error.ts";
import { readIfThere, writePrivateFile } from "./private_file.ts";
import { type Right, RIGHTS } from "./rights.ts";

/** A token, without its secret. */
export interface Token {
  readonly name: string;
  readonly rights: readonly Right[];
  /** SHA-256 of its secret, in hexadecimal digits. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly created: string;
}

/** By a token's hash when it was last used: ISO 8601, UTC. */
export type TokenUses = Readonly<Record<string, string>>;

const TOKEN_NAME = /^[A-Za-z0-9][\w.@-]{0,63}$/;
/** What a name must be, to complete a sentence. */
export const TOKEN_NAME_RULE =
  "1 to 64 letters, digits, or any of . _ @ -, the first a letter or digit";

/** Whether a token may be called that. */
export function isTokenName(name: string): boolean {
  return TOKEN_NAME.test(name);
}

export function tokensPath(directory: string): string {
  return join(directory, "tokens.json");
}

/**
 * The tokens of a folder; none where there is no file.
 *
 * @throws {Error} where the file cannot be read, or holds anything else
 */
export function readTokens(directory: string): readonly Token[] {
  const path = tokensPath(directory);
  try {
    const text = readIfThere(path);
    return text === undefined ? [] : parseTokens(text);
  } catch (cause) {
    throw new Error(`Cannot read tokens "${path}": ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** How a change of the tokens begins and ends. */
export type ChangeTokens = (tokens: readonly Token[]) => readonly Token[];

/**
 * Changes the tokens of a folder, one process after another. What `change` throws leaves all as
 * it was.
 */
export async function changeTokens(
  directory: string,
  change: ChangeTokens,
): Promise<void> {
  Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
  using lock = Deno.openSync(join(directory, "tokens.lock"), {
    write: true,
    create: true,
    mode: 0o600,
  });
  await lock.lock(true);
  const tokens = change(readTokens(directory));
  const path = tokensPath(directory);
  try {
    writePrivateFile(path, `${JSON.stringify({ tokens }, null, 2)}\n`);
  } catch (error) {
    throw withPlace(error, `Cannot write "${path}"`);
  }
}

/** When tokens were last used; nothing where the file is damaged: it only informs. */
export function readTokenUses(directory: string): TokenUses {
  try {
    const uses: unknown = JSON.parse(readIfThere(usesPath(directory)) ?? "{}");
    return Object.fromEntries(
      Object.entries(uses ?? {}).filter(([, time]) => isTime(time)),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

export function writeTokenUses(directory: string, uses: TokenUses): void {
  writePrivateFile(usesPath(directory), `${JSON.stringify(uses, null, 2)}\n`);
}

function usesPath(directory: string): string {
  return join(directory, "token-uses.json");
}

function parseTokens(text: string): Token[] {
  const { tokens } = JSON.parse(text) ?? {};
  if (!Array.isArray(tokens)) throw new Error('"tokens" must be a list');
  const wrong = tokens.findIndex((token) => !isToken(token));
  if (wrong >= 0) throw new Error(`"tokens" has no token at ${wrong}`);
  return tokens;
}

function isToken(value: unknown): value is Token {
  const { name, rights, sha256, created } = (value ?? {}) as Partial<Token>;
  return typeof name === "string" && isTokenName(name) &&
    Array.isArray(rights) && rights.length > 0 &&
    rights.every((right) => RIGHTS.includes(right)) &&
    typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) &&
    isTime(created);
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && /^[\d-]+T[\d:.]+Z$/.test(value);
}
