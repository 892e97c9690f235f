/** The server's options about connections, and what holds where none is given. */
import type { ConnectionLimits } from "./http/gate/mod.ts";
import { isLoopback } from "./net/address.ts";
import { integer, option } from "./options/mod.ts";

const MAX_MS = 86_400_000;

/** Each 0 for no bound. */
export const CONNECTION_OPTIONS = {
  maxConnections: option<number | undefined>(
    integer({ min: 0, max: 1_000_000 }),
    undefined,
    "Most connections open at once; 0 for any number. By default 4096, on this machine's own " +
      "address 0",
  ),
  maxConnectionsPerAddress: option<number | undefined>(
    integer({ min: 0, max: 1_000_000 }),
    undefined,
    "Most of one address; 0 for any number. By default 256, on this machine's own address or " +
      "behind a proxy 0",
  ),
  headerTimeoutMs: option<number | undefined>(
    integer({ min: 0, max: MAX_MS, placeholder: "MS" }),
    undefined,
    "How long the headers of a connection's first request may take to come; 0 for any time. By " +
      "default 30000, on this machine's own address 0",
  ),
  idleTimeoutMs: option<number | undefined>(
    integer({ min: 0, max: MAX_MS, placeholder: "MS" }),
    undefined,
    "How long a connection may be idle between requests, or leave an answer unread; 0 for any " +
      "time. By default 75000, on this machine's own address 0",
  ),
};

type ConnectionValues = {
  readonly [Name in keyof typeof CONNECTION_OPTIONS]: number | undefined;
};

/** Where the server stands, which decides what holds by default. */
interface Standing {
  readonly host: string;
  readonly trustProxy: boolean;
}

/** The options, each with a value: where none was given, the one that fits where it stands. */
export function connectionValues(
  { host, trustProxy, ...given }: ConnectionValues & Standing,
): Record<keyof ConnectionValues, number> {
  const isOpen = !isLoopback(host);
  return {
    maxConnections: given.maxConnections ?? (isOpen ? 4096 : 0),
    // All come from the proxy's address.
    maxConnectionsPerAddress: given.maxConnectionsPerAddress ??
      (isOpen && !trustProxy ? 256 : 0),
    headerTimeoutMs: given.headerTimeoutMs ?? (isOpen ? 30_000 : 0),
    // Longer than proxies usually keep a connection for the next request.
    idleTimeoutMs: given.idleTimeoutMs ?? (isOpen ? 75_000 : 0),
  };
}

/** The options as bounds. */
export function connectionLimits(
  values: Record<keyof ConnectionValues, number>,
): ConnectionLimits {
  return {
    maxConnections: values.maxConnections || Infinity,
    maxConnectionsPerAddress: values.maxConnectionsPerAddress || Infinity,
    headerTimeoutMs: values.headerTimeoutMs || Infinity,
    idleTimeoutMs: values.idleTimeoutMs || Infinity,
  };
}
