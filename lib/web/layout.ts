/** The frame of every page. Texts are escaped by Hono's `html`; nothing else makes markup. */
import { html, raw } from "hono/html";

/** Markup that is safe to put into a page. */
export type Markup = ReturnType<typeof html>;

/** What HTML may not hold, even escaped: https://html.spec.whatwg.org/#valid-characters */
// deno-lint-ignore no-control-regex -- control characters are what it is about
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** A whole page; of its texts what HTML forbids becomes U+FFFD. */
export function page(title: string, content: Markup | Markup[]): string {
  return framed(title, content).replace(FORBIDDEN, "\ufffd").toWellFormed();
}

function framed(title: string, content: Markup | Markup[]): string {
  return String(html`
    ${raw("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${title} - Python Analytics</title>
        <link rel="stylesheet" href="/style.css">
        <link rel="icon" href="data:,">
      </head>
      <body>
        <header><a href="/">Python Analytics</a></header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>
  `);
}

/** A bar of a share from 0 to 1, as a picture: a style attribute would be barred by the policy. */
export function bar(share: number): Markup {
  const width = Math.max(0, Math.min(1, share)) * 100;
  return html`
    <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none"
      aria-hidden="true">
      <rect width="${width.toFixed(2)}" height="1" />
    </svg>
  `;
}

/** A share from 0 to 1 in per cent. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
