/** The paths as a page, each with the question that it leads to. */
import { html } from "hono/html";
import type { FieldsResult } from "../query/mod.ts";
import { bar, page, percent } from "./layout.ts";

/** The page of a result. */
export function fieldsPage({ record_count, fields }: FieldsResult): string {
  return page(
    "Fields",
    html`
      <p>
        <strong>${fields.length}</strong> paths in the most recent
        <strong>${record_count}</strong> records.
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Path</th>
              <th class="number">Records</th>
              <th></th>
              <th>Types</th>
              <th class="number">Distinct</th>
              <th>Most common</th>
            </tr>
          </thead>
          <tbody>
            ${fields.map((field) =>
              html`
                <tr>
                  <td class="path"><a href="${countOf(field.path)}">${field
                    .path}</a></td>
                  <td class="number">${field.record_count}</td>
                  <td>${bar(field.record_count / record_count)}</td>
                  <td class="word">${Object.keys(field.types).join(", ")}</td>
                  <td class="number">${field.distinct_count ?? "many"}</td>
                  <td>${field.top.slice(0, 3).map(({ value, count }, index) =>
                    html`${index === 0 ? "" : ", "}<bdi>${
                      short(value)
                    }</bdi>${` (${percent(count / record_count)})`}`
                  )}</td>
                </tr>
              `
            )}
          </tbody>
        </table>
      </div>
    `,
  );
}

const MAX_LENGTH = 40;

function short(text: string): string {
  const characters = [...text];
  return characters.length <= MAX_LENGTH
    ? text
    : `${characters.slice(0, MAX_LENGTH).join("")}…`;
}

function countOf(path: string): string {
  return `/v1/count?${new URLSearchParams({ group_by: path, top: "50" })}`;
}
