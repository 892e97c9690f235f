/**
 * The host's full name.
 *
 * Looking it up may ask a name server that never answers, so that is left to a process of its
 * own, which can be killed.
 */
import { TCPIP_KEY, valuesOf } from "./registry.ts";
import type { Cache } from "../cache.ts";
import type { Probes } from "./probes.ts";

export interface FqdnOptions {
  readonly timeoutMs: number;
  readonly cache: Cache;
  /** Milliseconds since 1970. */
  readonly startMs: number;
}

/** How long a name holds, and how long nobody asks again where there was none. */
const MAX_AGE_MS = 60 * 60 * 1000;
const MAX_AGE_OF_FAILURE_MS = 10 * 60 * 1000;

/** As `hostfqdn`, but asks once an hour. */
export async function keptHostfqdn(
  probes: Probes,
  { timeoutMs, cache, startMs }: FqdnOptions,
): Promise<string> {
  const key = ["hostfqdn", probes.hostname()];
  const kept = (await cache.get(key) ?? {}) as { name?: string; atMs?: number };
  const ageMs = startMs - (kept.atMs ?? -Infinity);
  if (ageMs >= 0) {
    if (kept.name && ageMs < MAX_AGE_MS) return kept.name;
    if (!kept.name && ageMs < MAX_AGE_OF_FAILURE_MS) {
      throw new Error("The host's full name could not be found lately");
    }
  }
  try {
    const name = await hostfqdn(probes, timeoutMs);
    await cache.set(key, { name, atMs: startMs });
    return name;
  } catch (error) {
    await cache.set(key, { atMs: startMs });
    throw error;
  }
}

export async function hostfqdn(
  probes: Probes,
  timeoutMs: number,
): Promise<string> {
  const hostname = probes.hostname();
  if (hostname.includes(".")) return hostname;
  if (probes.os === "windows") {
    const values = await valuesOf(probes, TCPIP_KEY, timeoutMs);
    const domain = values.Domain || values.DhcpDomain;
    return domain ? `${hostname}.${domain}` : hostname;
  }
  const name = (await probes.run(["hostname", "-f"], { timeoutMs })).trim();
  if (name === "" || /\s/.test(name)) {
    throw new Error(`Not a host's name: "${name}"`);
  }
  return name;
}
