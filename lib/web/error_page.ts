/** The page of a request that could not be answered. */
import { html } from "hono/html";
import { page } from "./layout.ts";

/** Says what was wrong. */
export function errorPage(
  { status, message }: { status: number; message: string },
): string {
  return page(
    `${status}`,
    html`
      <p>${message}</p>
      <p><a href="/">To the start</a></p>
    `,
  );
}
