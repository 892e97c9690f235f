/** What the server tells about itself: its page, its health, its figures. */
import { homePage } from "../web/home_page.ts";
import { STYLE } from "../web/style.ts";
import { answer, answerJson } from "./answers.ts";
import type { HttpContext } from "./context.ts";
import { ROUTES } from "./routes.ts";
import { suggestionsOf } from "./suggestions.ts";

/** `GET /` */
export async function home(
  _request: Request,
  { store, version }: HttpContext,
): Promise<Response> {
  const suggestions = await suggestionsOf(store);
  const stats = store.stats();
  return answer(
    "html",
    homePage({ version, stats, routes: ROUTES, suggestions }),
  );
}

/** `GET /healthz`: 200 where events are stored, 503 where the last ones were refused. */
export function health(_request: Request, { store }: HttpContext): Response {
  const { state } = store.stats();
  return answerJson({ status: state }, { status: state === "ok" ? 200 : 503 });
}

/** `GET /v1/meta` */
export function meta(_request: Request, context: HttpContext): Response {
  const { store, version, started, clock } = context;
  return answerJson({
    version,
    started: started.toISOString(),
    uptime_seconds: (clock().getTime() - started.getTime()) / 1000,
    store: store.stats(),
    routes: ROUTES.map(({ method, path, summary }) => ({
      method,
      path,
      summary,
    })),
  });
}

/** `GET /style.css` */
export function stylesheet(): Response {
  return new Response(STYLE, {
    headers: {
      "content-type": "text/css; charset=utf-8",
      "cache-control": "max-age=300",
    },
  });
}
