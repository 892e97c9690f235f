/** Parts of a request's URL, told without parsing all of it. */

/**
 * The parameters in the query string of an absolute URL. Its host may be anything: clients send
 * `Host` headers that name none, for which `new URL` would throw.
 */
export function searchParamsOf(url: string): URLSearchParams {
  const path = url.indexOf("/", url.indexOf("//") + 2);
  const query = url.indexOf("?", path);
  return new URLSearchParams(query < 0 ? "" : url.slice(query));
}
