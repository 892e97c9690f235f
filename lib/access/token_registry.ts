/** The tokens that a running server knows. */
import { messageOf } from "../error.ts";
import { stateOf } from "./private_file.ts";
import { hashSecret, isSameHash } from "./secret.ts";
import {
  readTokens,
  readTokenUses,
  type Token,
  tokensPath,
  writeTokenUses,
} from "./token_file.ts";

export interface TokenRegistryOptions {
  readonly directory: string;
  readonly clock: () => Date;
  /** Told of files that cannot be read or written; one line each. */
  readonly report: (message: string) => void;
  /** How often the file is looked at: so late a removed token is still taken. */
  readonly watchMs?: number;
  /** How often the last uses are written. */
  readonly saveMs?: number;
}

const DEFAULTS = { watchMs: 500, saveMs: 30_000 };

/** Follows the folder's tokens from its construction until it is disposed of. */
export class TokenRegistry implements Disposable {
  readonly #options: Required<TokenRegistryOptions>;
  readonly #timers: readonly ReturnType<typeof setInterval>[];
  #state: string | undefined;
  #tokens: readonly Token[];
  /** By hash. */
  readonly #uses: Map<string, string>;
  #hasNewUses = false;

  /** @throws {Error} where the tokens cannot be read */
  constructor(options: TokenRegistryOptions) {
    this.#options = { ...DEFAULTS, ...options };
    const { directory, watchMs, saveMs } = this.#options;
    this.#state = stateOf(tokensPath(directory));
    this.#tokens = readTokens(directory);
    this.#uses = new Map(Object.entries(readTokenUses(directory)));
    this.#timers = [
      setInterval(() => this.#refresh(), watchMs),
      setInterval(() => this.#saveUses(), saveMs),
    ];
  }

  /** The token of that secret, as it is now; from here on it counts as used. */
  async find(secret: string): Promise<Token | undefined> {
    const token = this.findByHash(await hashSecret(secret));
    if (token) {
      this.#uses.set(token.sha256, this.#options.clock().toISOString());
      this.#hasNewUses = true;
    }
    return token;
  }

  /** The token with that hash, while it has not been removed. */
  findByHash(sha256: string): Token | undefined {
    let found: Token | undefined;
    // All are looked at: how long it takes must not tell which one it was.
    for (const token of this.#tokens) {
      if (isSameHash(token.sha256, sha256)) found = token;
    }
    return found;
  }

  [Symbol.dispose](): void {
    this.#timers.forEach(clearInterval);
    this.#saveUses();
  }

  #refresh(): void {
    const { directory, report } = this.#options;
    try {
      const state = stateOf(tokensPath(directory));
      if (state === this.#state) return;
      this.#state = state;
      this.#tokens = readTokens(directory);
    } catch (error) {
      // Which ones were removed cannot be told: none is taken until it can be read again.
      this.#tokens = [];
      report(`No token is taken: ${messageOf(error)}`);
    }
  }

  #saveUses(): void {
    if (!this.#hasNewUses) return;
    const { directory, report } = this.#options;
    const known = new Set(this.#tokens.map(({ sha256 }) => sha256));
    for (const sha256 of this.#uses.keys()) {
      if (!known.has(sha256)) this.#uses.delete(sha256);
    }
    try {
      writeTokenUses(directory, Object.fromEntries(this.#uses));
      this.#hasNewUses = false;
    } catch (error) {
      report(`Cannot write when tokens were used: ${messageOf(error)}`);
    }
  }
}
