/** `GET /v1/count`: counts and groups, in the format that is asked for. */
import { countResultJson, parseCountQuery } from "../query/mod.ts";
import { countPage } from "../web/count_page.ts";
import { answer } from "./answers.ts";
import type { HttpContext } from "./context.ts";
import { countCsv, countNdjson } from "./count_formats.ts";
import { negotiate } from "./negotiation.ts";

export async function count(
  request: Request,
  { store, clock }: HttpContext,
): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const query = parseCountQuery(searchParams, { now: clock() });
  const format = query.format ??
    negotiate(request, ["json", "html", "csv", "ndjson"]);
  const result = await store.count(query);
  switch (format) {
    case "html":
      return answer("html", countPage(searchParams, result));
    case "csv":
      return answer("csv", countCsv(result));
    case "ndjson":
      return answer("ndjson", countNdjson(result));
    case "json":
      return answer("json", `${countResultJson(result)}\n`);
  }
}
