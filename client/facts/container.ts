/** In which kind of container this is, if in any. */
import type { LinuxReport } from "./linux_report.ts";
import type { Probes } from "./probes.ts";

/** Parts of the control group's path that tell who made it, the most telling first. */
const GROUPS: readonly [part: RegExp, name: string][] = [
  [/\/kubepods/, "kubernetes"],
  [/\/libpod[-_/]/, "podman"],
  [/\/docker[-/]/, "docker"],
  [/\/lxc[./]/, "lxc"],
  [/\/(?:system\.slice\/)?containerd/, "containerd"],
];

/** `kubernetes`, `podman`, `docker`, `lxc` or what systemd calls it; `undefined` outside. */
export function containerOf(
  probes: Pick<Probes, "environment">,
  report: LinuxReport,
): string | undefined {
  if (probes.environment("KUBERNETES_SERVICE_HOST")) return "kubernetes";
  const group = (report.get("init") ?? []).join("\n");
  const byGroup = GROUPS.find(([part]) => part.test(group))?.[1];
  if (byGroup === "kubernetes") return byGroup;
  // See https://systemd.io/CONTAINER_INTERFACE/
  const named = probes.environment("container") || report.get("manager")?.[0];
  if (named) return named;
  if (report.has("run/.containerenv")) return "podman";
  if (report.has(".dockerenv")) return "docker";
  return byGroup;
}
