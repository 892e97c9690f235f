/** What connections may take of what all share. */

/** Bounds of connections; `Infinity` where there is none. */
export interface ConnectionLimits {
  readonly maxConnections: number;
  /** Of one address, of IPv6 its first 64 bits. */
  readonly maxConnectionsPerAddress: number;
  /** From when a connection is accepted until the headers of its first request are there. */
  readonly headerTimeoutMs: number;
  /**
   * From the end of an answer until the headers of the next request are there; and how long an
   * answer waits for the other side to take the next part of it.
   */
  readonly idleTimeoutMs: number;
}

/** The bounds in time, which hold for each connection alone. */
export type ConnectionTimes = Pick<
  ConnectionLimits,
  "headerTimeoutMs" | "idleTimeoutMs"
>;

/** Whether there is any bound at all. */
export function isLimited(limits: ConnectionLimits): boolean {
  return Object.values(limits).some((limit) => limit !== Infinity);
}
