/**
 * How the names of users and hosts leave this host: as they are, as a hash that only the site's
 * key makes, or not at all.
 */
import type { ClientEvent } from "../event.ts";

/** The policies. */
export const NAME_POLICIES = ["plain", "hash", "none"] as const;

export type NamePolicy = typeof NAME_POLICIES[number];

export interface IdentityPolicy {
  readonly userNames: NamePolicy;
  readonly hostNames: NamePolicy;
  /** The site's key. Where a hash is asked for and there is none, the name is left out. */
  readonly hashKey: string | undefined;
}

/** Said in `client.missing` where a hash was asked for without a key. */
export const NO_KEY = "config.hash_key";

/** What is left of a path's part that was a user's name and may not be sent. */
const HIDDEN_PART = "~";

/** Hexadecimal digits of a hash: 128 bits, so that no two names of a site share one. */
const HASH_LENGTH = 32;

/** The event with its names as the policy allows. */
export async function withNames(
  event: ClientEvent,
  policy: IdentityPolicy,
): Promise<ClientEvent> {
  const { userNames, hostNames, hashKey } = policy;
  const needsKey = userNames === "hash" || hostNames === "hash";
  const hash = needsKey && hashKey !== undefined
    ? await hasher(hashKey)
    : () => Promise.resolve(undefined);
  const sent = async (how: NamePolicy, name: string | undefined) => {
    if (how === "plain" || name === undefined) return name;
    return how === "hash" ? await hash(name) : undefined;
  };
  const username = await sent(userNames, event.username);
  const [hostname, hostfqdn, node] = await Promise.all([
    sent(hostNames, event.hostname),
    sent(hostNames, event.hostfqdn),
    sent(hostNames, event.uname?.node),
  ]);
  const missing = needsKey && hashKey === undefined
    ? [...event.client.missing, NO_KEY]
    : event.client.missing;
  const named: ClientEvent = {
    ...event,
    username,
    hostname,
    hostfqdn,
    uname: event.uname && { ...event.uname, node },
    client: { ...event.client, missing },
  };
  const name = event.username;
  return userNames === "plain" || !name
    ? named
    : { ...named, python: hideInPaths(named.python, name) };
}

/** HMAC-SHA-256: without the key nobody can try names out. */
async function hasher(key: string): Promise<(name: string) => Promise<string>> {
  const encoder = new TextEncoder();
  const secret = await crypto.subtle.importKey(
    "raw",
    encoder.encode(key),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return async (name) => {
    const bytes = await crypto.subtle.sign(
      "HMAC",
      secret,
      encoder.encode(name),
    );
    return new Uint8Array(bytes).toHex().slice(0, HASH_LENGTH);
  };
}

/** The value with the name gone from all paths in it: `/home/zoe/bin` becomes `/home/~/bin`. */
function hideInPaths<T>(value: T, name: string): T {
  const hidden = (each: unknown): unknown => {
    if (typeof each === "string") {
      return each.split(/([\\/])/)
        .map((part) => isSameName(part, name) ? HIDDEN_PART : part).join("");
    }
    if (Array.isArray(each)) return each.map(hidden);
    if (typeof each !== "object" || each === null) return each;
    return Object.fromEntries(
      Object.entries(each).map(([key, inner]) => [key, hidden(inner)]),
    );
  };
  return hidden(value) as T;
}

/** Windows has names in any case. */
function isSameName(part: string, name: string): boolean {
  return part.toLowerCase() === name.toLowerCase();
}
