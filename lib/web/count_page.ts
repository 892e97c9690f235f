/** A count as a page: the form again, and the groups as a table with bars. */
import { html } from "hono/html";
import type { CountResult, Suggestions } from "../query/mod.ts";
import { countForm } from "./count_form.ts";
import { countTitle } from "./count_title.ts";
import { bar, type Markup, page, percent } from "./layout.ts";

/** How many rows a page shows; the other formats give all. */
const MAX_ROWS = 1000;

/** The page of a result. */
export function countPage(
  params: URLSearchParams,
  result: CountResult,
  suggestions?: Suggestions,
): string {
  const paths = [result.grouped_by ?? []].flat();
  return page(
    paths.length > 0 ? `Count by ${paths.join(", ")}` : "Count",
    html`
      ${countForm(params, suggestions)}
      <p>
        <strong>${result.record_count}</strong> records${summary(result)}
        <span class="quiet">(${result.elapsed_ms} ms)</span>
      </p>
      ${totals(result)} ${chart(params, result)} ${groupTable(paths, result)}
      <p class="quiet">The same as ${["json", "csv", "ndjson", "md", "svg"].map(
        (format) =>
          html`
            <a href="/v1/count?${withFormat(params, format)}">${format}</a>
          `,
      )}</p>
    `,
  );
}

function summary(result: CountResult): string {
  const { error_count, grouped_key_count } = result;
  const groups = grouped_key_count === undefined
    ? ""
    : `, in ${grouped_key_count} groups`;
  return (error_count ? `, ${error_count} more lack a path` : "") + groups;
}

function totals(result: CountResult): Markup | "" {
  const entries = Object.entries(result.distinct ?? {});
  if (entries.length === 0) return "";
  return html`<p>${
    entries.map(([path, count]) =>
      html`
        <strong>${count}</strong> distinct ${path}.
      `
    )
  }</p>`;
}

function chart(params: URLSearchParams, result: CountResult): Markup | "" {
  if (!result.groups?.length) return "";
  return html`
    <div class="scroll">
      <img class="chart" src="/v1/count?${withFormat(params, "svg")}"
        alt="Chart: ${countTitle(params)}. The table has its numbers.">
    </div>
  `;
}

function groupTable(
  paths: readonly string[],
  result: CountResult,
): Markup | "" {
  const { groups } = result;
  if (groups === undefined || groups.length === 0) return "";
  const distinct = Object.keys(groups.at(0)?.distinct ?? {});
  const rows = groups.slice(0, MAX_ROWS);
  const largest = Math.max(...rows.map((group) => group.share));
  return html`
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${paths.map((path) => html`<th>${path}</th>`)}
            <th class="number">Count</th>
            <th class="number">Share</th>
            <th></th>
            ${distinct.map((path) =>
              html`<th class="number">Distinct ${path}</th>`
            )}
            <th>First seen</th>
            <th>Last seen</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((group) =>
            html`<tr>
            ${group.key.map((text) => html`<td>${text}</td>`)}
            <td class="number">${group.count}</td>
            <td class="number">${percent(group.share)}</td>
            <td>${bar(group.share / largest)}</td>
            ${
              distinct.map((path) =>
                html`<td class="number">${group.distinct?.[path] ?? 0}</td>`
              )
            }
            <td>${day(group.first_seen)}</td>
            <td>${day(group.last_seen)}</td>
          </tr>`
          )}
        </tbody>
      </table>
    </div>
    ${rows.length < groups.length
      ? html`<p class="quiet">The first ${rows.length} of ${groups.length} groups.</p>`
      : ""}
  `;
}

function day(time: string | null): string {
  return time?.slice(0, 10) ?? "";
}

function withFormat(params: URLSearchParams, format: string): string {
  const copy = new URLSearchParams(params);
  for (const [name, value] of params) if (value === "") copy.delete(name);
  copy.set("format", format);
  return copy.toString();
}
