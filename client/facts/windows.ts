/** Which Windows it is: releases as Python's `platform` names them, editions from the registry. */
import { type Probes, unlessItFails } from "./probes.ts";
import { valuesOf, VERSION_KEY } from "./registry.ts";

/** The first build of each release, the newest first. */
const CLIENTS: readonly [number, string][] = [[22000, "11"], [10240, "10"]];
const SERVERS: readonly [number, string][] = [
  [26100, "2025Server"],
  [20348, "2022Server"],
  [17763, "2019Server"],
  [14393, "2016Server"],
];
const BEFORE_10: Readonly<Record<string, [client: string, server: string]>> = {
  "6.3": ["8.1", "2012ServerR2"],
  "6.2": ["8", "2012Server"],
  "6.1": ["7", "2008ServerR2"],
};

/** `10.0.19045` as a release: `10`. */
export function releaseOf(version: string, onServer: boolean): string {
  const [major = "", minor = "", build = ""] = version.split(".");
  if (major !== "10") {
    const names = BEFORE_10[`${major}.${minor}`];
    return names?.[onServer ? 1 : 0] ?? `${major}.${minor}`;
  }
  const table = onServer ? SERVERS : CLIENTS;
  return table.find(([first]) => Number(build) >= first)?.[1] ?? major;
}

/** Whether this is a server edition; no where the registry does not say. */
export async function isServer(
  probes: Probes,
  timeoutMs: number,
): Promise<boolean> {
  const values = await unlessItFails(() =>
    valuesOf(probes, VERSION_KEY, timeoutMs)
  );
  return values?.InstallationType?.startsWith("Server") ?? false;
}

/** The product's name, such as `Windows 11 Pro`. */
export async function productName(
  probes: Probes,
  timeoutMs: number,
): Promise<string> {
  const values = await valuesOf(probes, VERSION_KEY, timeoutMs);
  const name = values.ProductName;
  if (!name) throw new Error("The registry does not say which Windows it is");
  // Windows 11 still calls itself 10 there.
  return releaseOf(probes.osRelease(), false) === "11"
    ? name.replace("Windows 10", "Windows 11")
    : name;
}
