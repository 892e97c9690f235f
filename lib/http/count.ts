/** `GET /v1/count`: counts and groups, in the format that is asked for. */
import { countResultJson, parseCountQuery } from "../query/mod.ts";
import { countChart } from "../web/chart/mod.ts";
import { countPage } from "../web/count_page.ts";
import { countTitle } from "../web/count_title.ts";
import { answer } from "./answers.ts";
import type { HttpContext } from "./context.ts";
import { countCsv, countNdjson } from "./count_formats.ts";
import { countMarkdown } from "./count_markdown.ts";
import { negotiate } from "./negotiation.ts";

export async function count(
  request: Request,
  { store, clock }: HttpContext,
): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const query = parseCountQuery(searchParams, { now: clock() });
  const format = query.format ??
    negotiate(request, ["json", "html", "csv", "ndjson", "md", "svg"]);
  const result = await store.count(query);
  switch (format) {
    case "html":
      return answer("html", countPage(searchParams, result));
    case "csv":
      return answer("csv", countCsv(result));
    case "ndjson":
      return answer("ndjson", countNdjson(result));
    case "md":
      return answer("md", countMarkdown(result));
    case "svg":
      return answer("svg", countChart(countTitle(searchParams), result));
    case "json":
      return answer("json", `${countResultJson(result)}\n`);
  }
}
