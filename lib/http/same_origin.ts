/**
 * Protection of what changes anything for a signed-in browser against other sites' forms.
 *
 * The algorithm is Filippo Valsorda's, of Go's `http.CrossOriginProtection`
 * (https://words.filippo.io/csrf/): every browser since 2023 says where a request comes from. One
 * that says nothing is not sent by a browser, and has no cookie that it does not know itself.
 */
import { ServiceError } from "../error.ts";
import { hostOf } from "./request_target.ts";

/** @throws {ServiceError} 403 where another site's page has sent the request */
export function checkSameOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) {
    if (site === "same-origin" || site === "none") return;
    throw forged(`Sec-Fetch-Site says ${JSON.stringify(site)}`);
  }
  const origin = request.headers.get("origin");
  if (origin === null) return;
  const host = URL.parse(origin)?.host;
  if (host !== undefined && host === hostOf(request)) return;
  throw forged(`Origin says ${JSON.stringify(origin)}`);
}

function forged(reason: string): ServiceError {
  return new ServiceError(
    { status: 403, code: "cross_origin" },
    `A form of another site cannot do this: ${reason}`,
  );
}
