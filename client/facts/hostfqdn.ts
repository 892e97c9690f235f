/**
 * The host's full name.
 *
 * Looking it up may ask a name server that never answers, so that is left to a process of its
 * own, which can be killed.
 */
import { TCPIP_KEY, valuesOf } from "./registry.ts";
import type { Probes } from "./probes.ts";

/** How long a name holds, and how long nobody asks again where there was none. */
const KEEP_MS = 60 * 60 * 1000;
const KEEP_FAILURE_MS = 10 * 60 * 1000;

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
  const output = await probes.run(["hostname", "-f"], {
    timeoutMs,
    keep: { ms: KEEP_MS, failureMs: KEEP_FAILURE_MS, parts: [hostname] },
  });
  const name = output.trim();
  if (name === "" || /\s/.test(name)) {
    throw new Error(`Not a host's name: "${name}"`);
  }
  return name;
}
