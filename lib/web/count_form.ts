/** The form that asks a count; it sends just the query string that a person would write. */
import { html } from "hono/html";
import { INTERVALS, type Suggestions, VIRTUAL_FIELDS } from "../query/mod.ts";
import { dataList } from "./data_list.ts";
import { filterFields } from "./filter_fields.ts";
import type { Markup } from "./layout.ts";

/** Where nothing is known of the events. */
const STANDARD: Suggestions = {
  paths: VIRTUAL_FIELDS.map(({ name }) => name),
  conditions: [],
};

/** The form, filled with what was asked. */
export function countForm(
  params: URLSearchParams,
  { paths, conditions }: Suggestions = STANDARD,
): Markup {
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
    ${dataList("paths", paths)} ${dataList("conditions", conditions)}
  `;
}
