/** Browsers that have signed in with a token. They are forgotten when the server ends. */
import { hashSecret, newSecret } from "../access/mod.ts";

const LIFETIME_MS = 12 * 60 * 60 * 1000;
const MAX_SESSIONS = 10_000;

/** A browser's cookie stands for a token, until that is removed. */
interface Session {
  readonly tokenHash: string;
  readonly endMs: number;
}

export class Sessions {
  readonly #clock: () => Date;
  /** By the hash of what the cookie holds, the oldest first. */
  readonly #sessions = new Map<string, Session>();

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** Begins a session; returns what its cookie holds. */
  async begin(tokenHash: string): Promise<string> {
    const secret = newSecret();
    const endMs = this.#clock().getTime() + LIFETIME_MS;
    this.#sessions.set(await hashSecret(secret), { tokenHash, endMs });
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(oldest);
    }
    return secret;
  }

  /** The hash of the token that the session stands for, unless it has ended. */
  async find(secret: string): Promise<string | undefined> {
    const key = await hashSecret(secret);
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    if (session.endMs > this.#clock().getTime()) return session.tokenHash;
    this.#sessions.delete(key);
    return undefined;
  }

  async end(secret: string): Promise<void> {
    this.#sessions.delete(await hashSecret(secret));
  }
}
