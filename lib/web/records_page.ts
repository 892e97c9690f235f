/** Records as a page, each as its own text. */
import { html } from "hono/html";
import { page } from "./layout.ts";

/** The page of the records that were found. */
export function recordsPage(
  params: URLSearchParams,
  lines: readonly string[],
): string {
  const value = (name: string) => params.get(name) ?? "";
  const given = params.getAll("where").filter((text) => text !== "");
  // One field more, to add another condition.
  const conditions = [...given, ""];
  return page(
    "Records",
    html`
      <form action="/v1/records" method="get">
        ${conditions.map((condition) =>
          html`<label>Where
          <input name="where" value="${condition}" placeholder="username=alice">
        </label>`
        )}
        <label>Since
          <input name="since" value="${value(
            "since",
          )}" placeholder="30d or 2026-01-01">
        </label>
        <label>Until
          <input name="until" value="${value(
            "until",
          )}" placeholder="2026-12-31">
        </label>
        <label>At most
          <input name="limit" inputmode="numeric" value="${value(
            "limit",
          )}" placeholder="100">
        </label>
        <button>Show</button>
      </form>
      <p><strong>${lines.length}</strong> records, the newest first</p>
      <table>
        <tbody>
          ${lines.map((line) =>
            html`
              <tr>
                <td>
                  <pre>${line}</pre>
                </td>
              </tr>
            `
          )}
        </tbody>
      </table>
    `,
  );
}
