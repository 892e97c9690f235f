/** The page of a request that could not be answered. */
import { html } from "hono/html";
import { page } from "./layout.ts";

/** Says what was wrong. */
export function errorPage(
  { status, message, signIn }: {
    status: number;
    message: string;
    /** Where to sign in, if that would help. */
    signIn?: string | undefined;
  },
): string {
  return page(
    `${status}`,
    html`
      <p>${message}</p>
      ${signIn ? html`<p><a href="${signIn}">Sign in</a></p>` : ""}
      <p><a href="/">To the start</a></p>
    `,
  );
}
