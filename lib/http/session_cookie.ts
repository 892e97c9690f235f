/** The cookie of a browser that has signed in. */

const NAME = "pyanalytics_session";

/** Browsers take a cookie of this prefix from HTTPS alone, and for no other host. */
const SECURE_PREFIX = "__Host-";

/** Its value, if the request has one. */
export function readSessionCookie(
  request: Request,
  isSecure: boolean,
): string | undefined {
  const name = nameFor(isSecure);
  for (const pair of request.headers.get("cookie")?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=");
    if (key === name && value) return value;
  }
  return undefined;
}

/** Sets it, until the browser ends; or takes it away where `value` is empty. */
export function sessionCookie(value: string, isSecure: boolean): string {
  return [
    `${nameFor(isSecure)}=${value}`,
    "Path=/",
    "HttpOnly",
    "SameSite=Strict",
    ...isSecure ? ["Secure"] : [],
    ...value === "" ? ["Max-Age=0"] : [],
  ].join("; ");
}

function nameFor(isSecure: boolean): string {
  return isSecure ? SECURE_PREFIX + NAME : NAME;
}
