/**
 * Parts of a request's URL, told without `new URL`, which throws where a client's `Host` header
 * names no host.
 */

/** The path of an absolute URL, as it was sent; `/` where there is none. */
export function pathOf(url: string): string {
  const start = authorityEnd(url);
  const { index: end = url.length } = /[?#]/.exec(url.slice(start)) ?? {};
  return url.slice(start, start + end) || "/";
}

/** Path and query of an absolute URL, as they were sent. */
export function targetOf(url: string): string {
  const target = url.slice(authorityEnd(url));
  return target.startsWith("/") ? target : `/${target}`;
}

/** The parameters in the query string of an absolute URL. */
export function searchParamsOf(url: string): URLSearchParams {
  const start = authorityEnd(url);
  const query = url.indexOf("?", start);
  return new URLSearchParams(query < 0 ? "" : url.slice(query));
}

/**
 * The host that a request is sent to, with its port: the `Host` header; in HTTP/2, which has its own
 * place for it, and where HTTP/1.0 leaves it out, what Deno has put into the URL: the request's
 * own, or the address that it listens on.
 */
export function hostOf({ headers, url }: Request): string {
  return headers.get("host") ??
    url.slice(url.indexOf("//") + 2, authorityEnd(url));
}

/** Where path, query or all begins or ends behind the host. */
function authorityEnd(url: string): number {
  const start = url.indexOf("//") + 2;
  const { index = url.length - start } = /[/?#]/.exec(url.slice(start)) ?? {};
  return start + index;
}
