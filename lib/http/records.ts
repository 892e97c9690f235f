/** `GET /v1/records`: the most recent matching records, the newest first. */
import { stringify } from "@std/csv";
import { parseRecordsQuery } from "../query/mod.ts";
import { recordsPage } from "../web/records_page.ts";
import { answer } from "./answers.ts";
import type { HttpContext } from "./context.ts";
import { csvCell } from "./count_formats.ts";
import { negotiate } from "./negotiation.ts";
import { searchParamsOf } from "./request_target.ts";
import { suggestionsOf } from "./suggestions.ts";

export async function records(
  request: Request,
  { store, clock }: HttpContext,
): Promise<Response> {
  const searchParams = searchParamsOf(request.url);
  const query = parseRecordsQuery(searchParams, { now: clock() });
  const format = query.format ??
    negotiate(request, ["json", "html", "csv", "ndjson"]);
  const lines = await store.records(query);
  switch (format) {
    case "html": {
      const suggestions = await suggestionsOf(store);
      return answer("html", recordsPage(searchParams, lines, suggestions));
    }
    case "csv":
      return answer(
        "csv",
        stringify([["record"], ...lines.map((line) => [csvCell(line)])]),
      );
    case "ndjson":
      return answer("ndjson", lines.map((line) => `${line}\n`).join(""));
    case "json":
      // Each record stands as its own text, so that its numbers keep their digits.
      return answer(
        "json",
        `{"record_count":${lines.length},"records":[${lines.join(",\n")}]}\n`,
      );
  }
}
