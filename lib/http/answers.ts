/** Answers: their headers, and how an error becomes one. */
import { messageOf, type Problem, ServiceError } from "../error.ts";
import { errorPage } from "../web/error_page.ts";
import { type Format, MEDIA_TYPES, negotiate } from "./negotiation.ts";
import { targetOf } from "./request_target.ts";

/** Pages hold strangers' texts: nothing in them may run, load, or be framed. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A chart that is opened by itself holds strangers' texts too, and its own style. */
const CHART_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** An answer in one of the formats. Answers vary with what happens: none is cached. */
export function answer(
  format: Format,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  init: ResponseInit = {},
): Response {
  const headers = new Headers(init.headers);
  headers.set("content-type", `${MEDIA_TYPES[format]}; charset=utf-8`);
  headers.set("cache-control", "no-store");
  headers.set("vary", "accept");
  headers.set("x-content-type-options", "nosniff");
  if (format === "html") {
    headers.set("content-security-policy", CONTENT_SECURITY_POLICY);
    headers.set("referrer-policy", "same-origin");
  }
  if (format === "svg") {
    headers.set("content-security-policy", CHART_SECURITY_POLICY);
  }
  return new Response(body, { ...init, headers });
}

/** A JSON answer. */
export function answerJson(value: unknown, init?: ResponseInit): Response {
  return answer("json", `${JSON.stringify(value)}\n`, init);
}

/** The answer to a request that failed: JSON or a page, and for HTTP what it must carry. */
export function answerError(
  request: Request,
  thrown: unknown,
  report: (message: string) => void,
): Response {
  const error = thrown instanceof ServiceError
    ? thrown
    : internalError(thrown, report);
  return answerProblem(request, error);
}

/** What `answer` adds to JSON, as the form that is quickest to make an answer of. */
const JSON_HEADERS = {
  "content-type": `${MEDIA_TYPES.json}; charset=utf-8`,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

/** As `answerError`, of what is known: whoever offers too much is refused as cheaply as can be. */
export function answerProblem(
  request: Request,
  { status, code, message, retryAfterSeconds, challenge }: Problem,
): Response {
  const headers: Record<string, string> = { ...JSON_HEADERS };
  if (retryAfterSeconds !== undefined) {
    headers["retry-after"] = `${retryAfterSeconds}`;
  }
  if (challenge !== undefined) headers["www-authenticate"] = challenge;
  // Whoever posts there is a program, and is refused the sooner for no header being read.
  if (request.method !== "POST" || !request.url.includes("/v1/")) {
    headers["vary"] = "accept";
    if (negotiate(request, ["json", "html"]) === "html") {
      const signIn = status === 401
        ? signInPath(targetOf(request.url))
        : undefined;
      const body = errorPage({ status, message, signIn });
      return answer("html", body, { status, headers });
    }
  }
  const body = `${JSON.stringify({ error: { status, code, message } })}\n`;
  return new Response(body, { status, headers });
}

/** The answer to what is thrown past the handler: it is about the connection, not a request. */
export function answerBroken(): Response {
  return new Response(null, { status: 400 });
}

/** The page to sign in at that leads back to where the request wanted to go. */
function signInPath(target: string): string {
  return `/sign-in?${new URLSearchParams({ next: target })}`;
}

function internalError(
  thrown: unknown,
  report: (message: string) => void,
): ServiceError {
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  report(
    `Cannot answer a request: ${JSON.stringify(stack ?? messageOf(thrown))}`,
  );
  return new ServiceError(
    { status: 500, code: "internal" },
    "The server could not answer; its log says why",
  );
}
