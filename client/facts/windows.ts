/** Which Windows it is: releases as Python's `platform` names them, editions from the registry. */
import type { SomeOs } from "./os_facts.ts";
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

/** What `ver` prints: `Microsoft Windows [Version 10.0.22631.3447]`, in any language. */
const VER = /\[\D*(\d+\.\d+\.(\d+(?:\.\d+)?))\]/;

/** As the registry has it, or else `ver`, which needs none. */
export async function windowsOs(
  probes: Probes,
  timeoutMs: number,
): Promise<SomeOs> {
  const version = probes.osRelease();
  const values = await unlessItFails(() =>
    valuesOf(probes, VERSION_KEY, timeoutMs)
  );
  if (values === undefined) {
    const said = await unlessItFails(() =>
      probes.run(["cmd", "/d", "/c", "ver"], { timeoutMs })
    );
    return { name: undefined, version, build: VER.exec(said ?? "")?.[2] };
  }
  const { ProductName: name, CurrentBuild: build, UBR: update } = values;
  return {
    // Windows 11 still calls itself 10 there.
    name: releaseOf(version, false) === "11"
      ? name?.replace("Windows 10", "Windows 11")
      : name,
    version,
    build: build && (update ? `${build}.${Number(update)}` : build),
    edition: values.EditionID,
    // The older name of the same, which stopped at 2009.
    release: values.DisplayVersion || values.ReleaseId,
  };
}
