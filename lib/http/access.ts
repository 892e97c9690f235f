/** Whether a request may do what it asks for. */
import {
  type AccessPolicy,
  includesRight,
  type Right,
  type Token,
  type TokenRegistry,
} from "../access/mod.ts";
import { ServiceError } from "../error.ts";
import { secretOf } from "./authorization.ts";
import { readSessionCookie } from "./session_cookie.ts";
import { Sessions } from "./sessions.ts";

const REALM = 'Bearer realm="pyanalytics"';

export interface AccessOptions {
  readonly policy: AccessPolicy;
  readonly tokens: Pick<TokenRegistry, "find" | "findByHash">;
  readonly clock: () => Date;
  /** Whether `X-Forwarded-*` is a proxy's word. */
  readonly trustProxy: boolean;
}

/** Tokens and browsers' sessions, and what they allow. */
export class Access {
  readonly #options: AccessOptions;
  readonly #sessions: Sessions;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#sessions = new Sessions(options.clock);
  }

  /** Whether everyone has that right. */
  isOpen(right: Right): boolean {
    return this.#options.policy[right];
  }

  /**
   * Lets a request pass that has a right.
   *
   * @throws {ServiceError} 401 where it brings no token that is known, 403 where that token has
   * other rights
   */
  async check(request: Request, right: Right): Promise<void> {
    const token = await this.#tokenOf(request);
    if (includesRight(token.rights, right)) return;
    throw new ServiceError(
      { status: 403, code: "forbidden" },
      `This needs a token with the right "${right}"; "${token.name}" has ${
        token.rights.map((each) => `"${each}"`).join(", ")
      }`,
      { challenge: `${REALM}, error="insufficient_scope", scope="${right}"` },
    );
  }

  /** Begins a browser's session; returns what its cookie holds, or nothing for an unknown token. */
  async signIn(secret: string): Promise<string | undefined> {
    const token = await this.#options.tokens.find(secret);
    return token && await this.#sessions.begin(token.sha256);
  }

  async signOut(request: Request): Promise<void> {
    const session = readSessionCookie(request, this.isSecure(request));
    if (session !== undefined) await this.#sessions.end(session);
  }

  /** The token behind the browser's session, if it has signed in. */
  async signedIn(request: Request): Promise<Token | undefined> {
    const session = readSessionCookie(request, this.isSecure(request));
    const tokenHash = session && await this.#sessions.find(session);
    return tokenHash ? this.#options.tokens.findByHash(tokenHash) : undefined;
  }

  /** Whether nobody between the caller and the server, or the proxy before it, reads along. */
  isSecure(request: Request): boolean {
    return request.url.startsWith("https:") ||
      this.#options.trustProxy &&
        request.headers.get("x-forwarded-proto")?.split(",").at(-1)?.trim() ===
          "https";
  }

  async #tokenOf(request: Request): Promise<Token> {
    const authorization = request.headers.get("authorization");
    if (authorization === null) {
      const token = await this.signedIn(request);
      if (token) return token;
      throw unauthorized(
        'This needs a token: send it as "Authorization: Bearer TOKEN", ' +
          "or sign in at /sign-in",
        REALM,
      );
    }
    const secret = secretOf(authorization);
    if (secret === undefined) {
      throw unauthorized(
        'The Authorization header must be "Bearer TOKEN", or Basic with the token as password',
        `${REALM}, error="invalid_request"`,
      );
    }
    const token = await this.#options.tokens.find(secret);
    if (token) return token;
    throw unauthorized(
      "This token is not known here, or was removed",
      `${REALM}, error="invalid_token"`,
    );
  }
}

function unauthorized(message: string, challenge: string): ServiceError {
  return new ServiceError({ status: 401, code: "unauthorized" }, message, {
    challenge,
  });
}
