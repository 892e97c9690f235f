/** `GET /v1/fields`: which paths questions can be asked about, and what is there. */
import { parseFieldsQuery } from "../query/mod.ts";
import { fieldsPage } from "../web/fields_page.ts";
import { answer, answerJson } from "./answers.ts";
import type { HttpContext } from "./context.ts";
import { negotiate } from "./negotiation.ts";
import { searchParamsOf } from "./request_target.ts";

export async function fields(
  request: Request,
  { store }: HttpContext,
): Promise<Response> {
  const searchParams = searchParamsOf(request.url);
  const query = parseFieldsQuery(searchParams);
  const format = query.format ?? negotiate(request, ["json", "html"]);
  const result = await store.fields(query);
  return format === "html"
    ? answer("html", fieldsPage(result))
    : answerJson(result);
}
