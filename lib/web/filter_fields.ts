/** The fields of a form that say which records are asked about. */
import { html } from "hono/html";
import type { Markup } from "./layout.ts";

/**
 * Conditions and bounds of time, filled with what was asked; one field more, to add a condition.
 * The page has a list `conditions` for them.
 *
 * @param example of a condition
 */
export function filterFields(params: URLSearchParams, example: string): Markup {
  const given = params.getAll("where").filter((text) => text !== "");
  return html`
    ${[...given, ""].map((condition) =>
      html`<label>Where
      <input name="where" list="conditions" value="${condition}" placeholder="${example}">
    </label>`
    )}
    <label>Since
      <input name="since" value="${params.get("since") ??
        ""}" placeholder="30d or 2026-01-01">
    </label>
    <label>Until
      <input name="until" value="${params.get("until") ??
        ""}" placeholder="2026-12-31">
    </label>
  `;
}
