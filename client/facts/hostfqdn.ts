/**
 * The host's full name.
 *
 * Looking it up may ask a name server that never answers, so that is left to a process of its
 * own, which can be killed.
 */
import { TCPIP_KEY, valuesOf } from "./registry.ts";
import type { Probes } from "./probes.ts";

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
