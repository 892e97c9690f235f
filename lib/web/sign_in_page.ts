/** The page to sign in at with a token. */
import { html } from "hono/html";
import { page } from "./layout.ts";

export interface SignInContent {
  /** Where it goes on. */
  readonly next: string;
  /** The token's name, where somebody is signed in already. */
  readonly signedInAs?: string;
  /** Why it did not work. */
  readonly problem?: string;
}

export function signInPage(
  { next, signedInAs, problem }: SignInContent,
): string {
  return page(
    "Sign in",
    html`
      ${problem ? html`<p role="alert">${problem}</p>` : ""}
      ${signedInAs
        ? html`
          <p>Signed in with the token ${signedInAs}.</p>
          <form action="/sign-out" method="post">
            <button>Sign out</button>
          </form>
        `
        : ""}
      <form action="/sign-in" method="post">
        <input type="hidden" name="next" value="${next}">
        <label>Token
          <input name="token" type="password" autocomplete="off" required autofocus>
        </label>
        <button>Sign in</button>
      </form>
    `,
  );
}
