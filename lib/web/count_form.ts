/** The form that asks a count; it sends just the query string that a person would write. */
import { html } from "hono/html";
import { INTERVALS } from "../query/mod.ts";
import { filterFields } from "./filter_fields.ts";
import type { Markup } from "./layout.ts";

const SUGGESTED_PATHS = [
  "@python",
  "@os",
  "@arch",
  "python.compiler",
  "python.version",
  "username",
  "hostname",
  "os.name",
  "client.version",
];

/** The form, filled with what was asked. */
export function countForm(params: URLSearchParams): Markup {
  const value = (name: string) => params.getAll(name).join(",");
  return html`
    <form action="/v1/count" method="get">
      <label>Group by
        <input name="group_by" list="paths" value="${value(
          "group_by",
        )}" placeholder="@python,@os">
      </label>
      ${filterFields(params, "@python<3.10")}
      <label>Per
        <select name="interval">
          ${["", ...INTERVALS].map((interval) =>
            html`<option value="${interval}" ${
              value("interval") === interval ? "selected" : ""
            }>${interval || "no interval"}</option>`
          )}
        </select>
      </label>
      <label>Distinct
        <input name="distinct" list="paths" value="${value(
          "distinct",
        )}" placeholder="username">
      </label>
      <label>At most so many groups
        <input name="top" inputmode="numeric" value="${value(
          "top",
        )}" placeholder="all">
      </label>
      <button>Count</button>
    </form>
    <datalist id="paths">
      ${SUGGESTED_PATHS.map((path) => html`<option value="${path}"></option>`)}
    </datalist>
  `;
}
