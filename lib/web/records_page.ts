/** Records as a page, each as its own text. */
import { html } from "hono/html";
import type { Suggestions } from "../query/mod.ts";
import { dataList } from "./data_list.ts";
import { filterFields } from "./filter_fields.ts";
import { page } from "./layout.ts";

/** The page of the records that were found. */
export function recordsPage(
  params: URLSearchParams,
  lines: readonly string[],
  suggestions: Suggestions | undefined,
): string {
  return page(
    "Records",
    html`
      <form action="/v1/records" method="get">
        ${filterFields(params, "username=alice")}
        <label>At most
          <input name="limit" inputmode="numeric" value="${params.get(
            "limit",
          ) ??
            ""}" placeholder="100">
        </label>
        <button>Show</button>
      </form>
      ${dataList("conditions", suggestions?.conditions ?? [])}
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
