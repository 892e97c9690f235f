/** The first page: what there is, how much of it, and a form to ask. */
import { html } from "hono/html";
import type { Suggestions } from "../query/mod.ts";
import type { StoreStats } from "../store/store.ts";
import { countForm } from "./count_form.ts";
import { page } from "./layout.ts";

/** What the page shows. */
export interface HomeContent {
  readonly version: string;
  readonly stats: StoreStats;
  readonly suggestions: Suggestions | undefined;
  readonly routes: readonly { method: string; path: string; summary: string }[];
}

const QUESTIONS: readonly { text: string; href: string }[] = [
  { text: "Which Pythons run", href: "/v1/count?group_by=@python&order=key" },
  { text: "On which systems", href: "/v1/count?group_by=@os,@arch" },
  {
    text: "Who still runs Python 2",
    href: "/v1/count?group_by=username&where=@python<3",
  },
  {
    text: "Users of each version",
    href: "/v1/count?group_by=@python&distinct=username",
  },
  {
    text: "Versions month by month",
    href: "/v1/count?group_by=@python&interval=month&order=key",
  },
  { text: "The latest events", href: "/v1/records?limit=20" },
];

/** The page. */
export function homePage(
  { version, stats, routes, suggestions }: HomeContent,
): string {
  return page(
    "What runs here",
    html`
      <h2>Ask</h2>
      ${countForm(new URLSearchParams(), suggestions)}
      <ul>
        ${QUESTIONS.map(({ text, href }) =>
          html`<li><a href="${href}">${text}</a></li>`
        )}
      </ul>
      <h2>Routes</h2>
      <div class="scroll">
        <table>
          <tbody>
            ${routes.map(({ method, path, summary }) =>
              html`
                <tr>
                  <td><code>${method}</code></td>
                  <td>${method === "GET"
                    ? html`<a href="${path}"><code>${path}</code></a>`
                    : html`<code>${path}</code>`}</td>
                  <td>${summary}</td>
                </tr>
              `
            )}
          </tbody>
        </table>
      </div>
      <h2>Store</h2>
      <div class="scroll">
        <table>
          <tbody>
            ${Object.entries(stats).filter(([, value]) => value !== undefined)
              .map(([name, value]) =>
                html`
                  <tr>
                    <td>${name.replaceAll("_", " ")}</td>
                    <td>${String(value)}</td>
                  </tr>
                `
              )}
          </tbody>
        </table>
      </div>
      <p class="quiet">Version ${version}</p>
    `,
  );
}
