/**
 * What Linux says in places where only a process of its own may look: Deno lets nobody with less
 * than all permissions read `/proc` and `/sys`.
 */
import { type Probes, unlessItFails } from "./probes.ts";
import { SESSION_VARIABLES } from "./session_variables.ts";

/** What was found, by the names that the script below gives; a name may come several times. */
export type LinuxReport = ReadonlyMap<string, readonly string[]>;

/** What parts a name from the lines that belong to it. */
const MARK = "@pyanalytics@";

/**
 * One shell for everything, as every process costs more than all that is read here. POSIX and
 * built-in commands but for `uname` and `getconf`. Its argument is the root of the system.
 *
 * A limit may be set for the control group or any above it, so all are looked at.
 */
export const LINUX_SCRIPT = `
PATH=\${PATH:+$PATH:}/usr/bin:/bin
say() { printf '\\n${MARK}%s\\n' "$1"; }
show() {
  [ -r "$2" ] || return 0
  say "$1"
  while IFS= read -r line || [ -n "$line" ]; do printf '%s\\n' "$line"; done <"$2"
}
# show_up NAME TOP FOLDER FILE: the file in the folder and in all above it up to the top.
show_up() {
  folder=$3
  while :; do
    show "$1" "$2$folder/$4"
    [ -n "$folder" ] || break
    folder=\${folder%/*}
  done
}
root=$1
say uname; uname -smv
say processor; uname -p
say libc
getconf GNU_LIBC_VERSION 2>/dev/null ||
  for file in "$root"/lib/ld-musl-*.so.1; do [ -x "$file" ] && "$file" 2>&1; done
for file in .dockerenv run/.containerenv; do
  [ ! -e "$root/$file" ] || say "$file"
done
show manager "$root/run/systemd/container"
show init "$root/proc/1/cgroup"
groups=$root/sys/fs/cgroup
[ -r "$root/proc/self/cgroup" ] && while IFS=: read -r number names group; do
  [ "$group" != / ] || group=
  case $number:,$names, in
  0:,,)
    show_up memory "$groups" "$group" memory.max
    show_up cpu "$groups" "$group" cpu.max
    ;;
  *,memory,*) show_up memory "$groups/memory" "$group" memory.limit_in_bytes ;;
  *,cpu,*)
    show_up quota "$groups/cpu" "$group" cpu.cfs_quota_us
    show_up period "$groups/cpu" "$group" cpu.cfs_period_us
    ;;
  esac
done <"$root/proc/self/cgroup"
exit 0
`;

/** The command that makes the report. */
export const LINUX_COMMAND = ["sh", "-c", LINUX_SCRIPT, "sh", ""] as const;

/** How long a report holds where nothing tells that another one is due. */
const KEEP_MS = 10 * 60 * 1000;

/** Files that differ from one container to the next, or change with the C library. */
const TELLING_FILES = [
  "/etc/os-release",
  "/etc/ld.so.cache",
  "/.dockerenv",
  "/run/.containerenv",
];

/** @throws where there is no shell, as in some containers */
export async function linuxReport(
  probes: Probes,
  timeoutMs: number,
): Promise<LinuxReport> {
  const changes = await Promise.all(
    TELLING_FILES.map(async (path) =>
      (await unlessItFails(() => probes.fileInfo(path)))?.changedMs
    ),
  );
  const parts = [
    probes.hostname(),
    probes.osRelease(),
    changes,
    SESSION_VARIABLES.map((name) => probes.environment(name)),
  ];
  const keep = { ms: KEEP_MS, parts };
  return parseReport(await probes.run(LINUX_COMMAND, { timeoutMs, keep }));
}

/** Reads what the script printed. */
export function parseReport(output: string): LinuxReport {
  const report = new Map<string, string[]>();
  for (const part of output.split(`\n${MARK}`).slice(1)) {
    const [name = "", ...lines] = part.split("\n");
    const text = lines.join("\n").trim();
    report.set(name, [...report.get(name) ?? [], text]);
  }
  return report;
}
