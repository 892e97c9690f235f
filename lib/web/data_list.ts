/** What a browser offers to complete in a field whose `list` it is. */
import { html } from "hono/html";
import type { Markup } from "./layout.ts";

/** The list, by the name that fields have it by. */
export function dataList(id: string, values: readonly string[]): Markup {
  return html`
    <datalist id="${id}">
      ${values.map((value) => html`<option value="${value}"></option>`)}
    </datalist>
  `;
}
