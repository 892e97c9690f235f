/** Signing in and out, for browsers. */
import { ServiceError } from "../error.ts";
import { signInPage } from "../web/sign_in_page.ts";
import type { Access } from "./access.ts";
import { answer } from "./answers.ts";
import { readBytes } from "./body.ts";
import type { PendingBodies } from "./pending_bodies.ts";
import type { HttpContext } from "./context.ts";
import { searchParamsOf } from "./request_target.ts";
import { checkSameOrigin } from "./same_origin.ts";
import { sessionCookie } from "./session_cookie.ts";

const MAX_FORM_BYTES = 4096;

/** A path of this server: `//host` and `/\host` would lead to another. */
const OWN_PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/;

/** `GET /sign-in` */
export async function signInForm(
  request: Request,
  { access }: HttpContext,
): Promise<Response> {
  const next = ownPath(searchParamsOf(request.url).get("next"));
  const token = await access?.signedIn(request);
  return answer(
    "html",
    signInPage(token ? { next, signedInAs: token.name } : { next }),
  );
}

/** `POST /sign-in`: a form with `token` and `next`. */
export async function signIn(
  request: Request,
  { access, bodies }: HttpContext,
): Promise<Response> {
  checkSameOrigin(request);
  const form = await readForm(request, bodies);
  const next = ownPath(form.get("next"));
  const session = await needed(access).signIn(form.get("token")?.trim() ?? "");
  if (session === undefined) {
    const problem = "This token is not known here, or was removed";
    return answer("html", signInPage({ next, problem }), { status: 401 });
  }
  return redirect(
    next,
    sessionCookie(session, needed(access).isSecure(request)),
  );
}

/** `POST /sign-out` */
export async function signOut(
  request: Request,
  { access }: HttpContext,
): Promise<Response> {
  checkSameOrigin(request);
  await needed(access).signOut(request);
  return redirect(
    "/sign-in",
    sessionCookie("", needed(access).isSecure(request)),
  );
}

function redirect(location: string, cookie: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, "set-cookie": cookie, "cache-control": "no-store" },
  });
}

async function readForm(
  request: Request,
  bodies: PendingBodies,
): Promise<URLSearchParams> {
  using pending = bodies.enter();
  const bytes = await readBytes(request, { maxBytes: MAX_FORM_BYTES, pending });
  return new URLSearchParams(new TextDecoder().decode(bytes));
}

function ownPath(path: string | null | undefined): string {
  return path && OWN_PATH.test(path) ? path : "/";
}

function needed(access: Access | undefined): Access {
  if (access) return access;
  throw new ServiceError(
    { status: 404, code: "not_found" },
    "Nobody needs to sign in here: everything is open",
  );
}
