/** From the routes to the one handler that `Deno.serve` calls. */
import { Hono } from "hono";
import { ServiceError } from "../error.ts";
import { answerError, answerProblem } from "./answers.ts";
import { discard } from "./body.ts";
import type { HttpContext } from "./context.ts";
import { pathOf } from "./request_target.ts";
import { checkHeaders, checkTarget } from "./request_limits.ts";
import { type Route, ROUTES } from "./routes.ts";

/** No shorter than what an absolute URL begins with, no longer than up to its path. */
const SCHEME_LENGTH = "https://".length;

/** Answers a request; it never rejects: errors become answers. */
export type Handler = (
  request: Request,
  info?: { readonly remoteAddr: Deno.Addr },
) => Response | Promise<Response>;

/** The handler of all requests. Whose request it is it looks at only where that matters. */
export function createHandler(context: HttpContext): Handler {
  const { callers } = context;
  const respond = createResponder(context);
  if (!callers) return (request) => respond(request, context);
  return (request, info) => {
    const caller = callers.caller(request, peerOf(info?.remoteAddr));
    const refusal = callers.refusal(caller);
    // Before all else. The body is left alone, which is a third of the work: where not all of it
    // has come, the connection is not used again.
    if (refusal !== undefined) return answerProblem(request, refusal);
    const append = callers.appendFor(caller, context.store);
    return respond(request, { ...context, append });
  };
}

function peerOf(address: Deno.Addr | undefined): string {
  return address && "hostname" in address ? address.hostname : "unknown";
}

/** The routes behind the checks that the context asks for; each request brings its own context. */
function createResponder(setUp: HttpContext): Route["handle"] {
  const router = createRouter(setUp);
  const posts = ROUTES.filter(({ right }) => right === "write")
    .map((route) => ({ ...route, handle: checked(route, setUp) }));
  const { checkHost, limits: { maxUrlLength = Infinity } } = setUp;
  const answer: Route["handle"] = async (request, context) => {
    try {
      checkHost?.(request);
      checkTarget(request, maxUrlLength);
      return await router.fetch(request, context);
    } catch (error) {
      return answerError(request, error, context.report);
    }
  };
  let last = { url: "", handle: answer };
  return (request, context) => {
    if (request.method !== "POST") return answer(request, context);
    const { url } = request;
    // Mostly that of the last one: comparing is cheaper than looking for the path.
    if (url !== last.url) {
      const post = posts.find(({ path }) => hasPath(url, path));
      if (!post) return answer(request, context);
      last = { url, handle: post.handle };
    }
    // What posts answers its own errors: another layer of promises has its price.
    return last.handle(request, context);
  };
}

/**
 * What answers a route for those who may. Where nothing is to be checked it is the route's own
 * handler: checks that are not asked for cost nothing.
 */
function checked(
  { right, handle }: Route,
  { access, limits: { maxHeaderBytes }, report }: HttpContext,
): Route["handle"] {
  const checks: ((request: Request) => void | Promise<void>)[] = [];
  if (maxHeaderBytes !== undefined) {
    checks.push((request) => checkHeaders(request, maxHeaderBytes));
  }
  if (right !== undefined && access && !access.isOpen(right)) {
    checks.push((request) => access.check(request, right));
  }
  if (checks.length === 0) return handle;
  return async (request, context) => {
    try {
      for (const check of checks) await check(request);
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
function createRouter(context: HttpContext): Hono<{ Bindings: HttpContext }> {
  const router = new Hono<{ Bindings: HttpContext }>({
    getPath: ({ url }) => pathOf(url),
  });
  for (const route of ROUTES) {
    const handle = checked(route, context);
    router.on(route.method, route.path, async (c) => {
      const response = await handle(c.req.raw, c.env);
      // Nobody else lets go of a body that is not sent.
      if (c.req.raw.method === "HEAD") await response.body?.cancel();
      return response;
    });
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
