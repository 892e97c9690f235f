/** `GET /v1/count`: counts and groups, in the format that is asked for. */
import { parseCountQuery } from "../query/mod.ts";
import { answer } from "./answers.ts";
import { bodyOf, encoded, taken } from "./body_pieces.ts";
import type { HttpContext } from "./context.ts";
import { countText } from "./count_text.ts";
import { negotiate } from "./negotiation.ts";
import { searchParamsOf } from "./request_target.ts";
import { suggestionsOf } from "./suggestions.ts";

export async function count(
  request: Request,
  { store, clock }: HttpContext,
): Promise<Response> {
  const params = searchParamsOf(request.url);
  const query = parseCountQuery(params, { now: clock() });
  const format = query.format ??
    negotiate(request, ["json", "html", "csv", "ndjson", "md", "svg"]);
  if (format === "json") {
    // A list of our own: another asker may be given the same one.
    return answer(format, bodyOf(taken([...await store.countJson(query)])));
  }
  const result = await store.count(query);
  const suggestions = format === "html"
    ? await suggestionsOf(store)
    : undefined;
  const text = countText(result, { format, params, suggestions });
  return answer(format, bodyOf(encoded(text)));
}
