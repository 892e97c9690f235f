/** The token in an `Authorization` header. */

const CREDENTIALS = /^(Bearer|Basic) +(\S+)$/i;

/**
 * The secret of `Bearer SECRET` (RFC 6750), or of `Basic` (RFC 7617) with the secret as the
 * password: what sends `http://any:SECRET@host` where nothing else can be set. `undefined` for
 * anything else.
 */
export function secretOf(authorization: string): string | undefined {
  const [, scheme, credentials] = CREDENTIALS.exec(authorization) ?? [];
  if (scheme === undefined || credentials === undefined) return undefined;
  if (scheme.toLowerCase() === "bearer") return credentials;
  try {
    return /:(.+)$/s.exec(atob(credentials))?.[1];
  } catch {
    return undefined;
  }
}
