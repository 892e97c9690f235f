/** From the routes to the one handler that `Deno.serve` calls. */
import { Hono } from "hono";
import { ServiceError } from "../error.ts";
import { answerError } from "./answers.ts";
import { discard } from "./body.ts";
import type { HttpContext } from "./context.ts";
import { pathOf } from "./request_target.ts";
import { type Route, ROUTES } from "./routes.ts";

/** No shorter than what an absolute URL begins with, no longer than up to its path. */
const SCHEME_LENGTH = "https://".length;

/** The handler of all requests. It never rejects: errors become answers. */
export function createHandler(
  context: HttpContext,
): (request: Request) => Response | Promise<Response> {
  const router = createRouter(context);
  const posts = ROUTES.filter(({ right }) => right === "write")
    .map((route) => ({ ...route, handle: permitted(route, context) }));
  const answer = async (request: Request): Promise<Response> => {
    try {
      context.checkHost?.(request);
      return await router.fetch(request);
    } catch (error) {
      return answerError(request, error, context.report);
    }
  };
  return (request) => {
    if (request.method === "POST") {
      const { url } = request;
      for (const { path, handle } of posts) {
        // What posts answers its own errors: another layer of promises has its price.
        if (hasPath(url, path)) return handle(request, context);
      }
    }
    return answer(request);
  };
}

/**
 * What answers a route for those who have its right. Where everyone has it nothing is put before
 * the route's own handler: checks that are not asked for cost nothing.
 */
function permitted(
  { right, handle }: Route,
  { access, report }: HttpContext,
): Route["handle"] {
  if (right === undefined || !access || access.isOpen(right)) return handle;
  return async (request, context) => {
    try {
      await access.check(request, right);
    } catch (error) {
      await discard(request);
      return answerError(request, error, report);
    }
    return await handle(request, context);
  };
}

/** Whether an absolute URL has this path and no query, told without taking it apart. */
function hasPath(url: string, path: string): boolean {
  return url.endsWith(path) &&
    url.indexOf("/", SCHEME_LENGTH) === url.length - path.length;
}

/** Hono's router over the routes, with 404 and 405 answers that say what there is. */
function createRouter(context: HttpContext): Hono {
  const router = new Hono({ getPath: ({ url }) => pathOf(url) });
  for (const route of ROUTES) {
    const handle = permitted(route, context);
    router.on(route.method, route.path, (c) => handle(c.req.raw, context));
  }
  for (const [path, routes] of Map.groupBy(ROUTES, (route) => route.path)) {
    router.all(path, (c) => refuseMethod(c.req.raw, routes, context));
  }
  router.notFound(async ({ req }) => {
    await discard(req.raw);
    const known = ROUTES.map((route) => `${route.method} ${route.path}`).join(
      ", ",
    );
    const error = new ServiceError(
      { status: 404, code: "not_found" },
      `There is nothing at ${JSON.stringify(req.path)}; there are ${known}`,
    );
    return answerError(req.raw, error, context.report);
  });
  router.onError((error, { req }) =>
    answerError(req.raw, error, context.report)
  );
  return router;
}

async function refuseMethod(
  request: Request,
  routes: readonly Route[],
  context: HttpContext,
): Promise<Response> {
  await discard(request);
  const allowed = routes.flatMap(({ method }) =>
    method === "GET" ? ["GET", "HEAD"] : [method]
  );
  const error = new ServiceError(
    { status: 405, code: "method_not_allowed" },
    `This accepts ${allowed.join(", ")}, got ${request.method}`,
  );
  const response = answerError(request, error, context.report);
  response.headers.set("allow", allowed.join(", "));
  return response;
}
