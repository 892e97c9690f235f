import { assertEquals } from "@std/assert";
import { cgroupLimits } from "./cgroup.ts";
import { containerOf } from "./container.ts";
import { libcOf } from "./libc.ts";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import {
  LINUX_COMMAND,
  LINUX_SCRIPT,
  linuxReport,
  parseReport,
} from "./linux_report.ts";

/** The shells that Linux may have as `sh`. */
const SHELLS: readonly [string, ...string[]][] = [
  ["dash"],
  ["bash", "--posix"],
  ["busybox", "sh"],
  ["ksh"],
  ["yash"],
];

/** A system's files, by path. */
type Files = Readonly<Record<string, string>>;

interface Case {
  readonly name: string;
  readonly files: Files;
  readonly environment?: Readonly<Record<string, string>>;
  readonly container: string | undefined;
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
}

const GIB = 1024 ** 3;

const CASES: readonly Case[] = [
  {
    name: "a desktop, whose user's slice has a limit of its own",
    files: {
      "proc/self/cgroup":
        "0::/user.slice/user-1000.slice/user@1000.service/app.slice/run.scope\n",
      "proc/1/cgroup": "0::/init.scope\n",
      "sys/fs/cgroup/user.slice/memory.max": "max\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/memory.max": "4294967296\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/cpu.max": "max 100000\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/memory.max":
        "max\n",
    },
    container: undefined,
    cpu: undefined,
    memory: 4 * GIB,
  },
  {
    name:
      "Docker with the second version, a namespace for it, and no end of line",
    files: {
      ".dockerenv": "",
      "proc/self/cgroup": "0::/\n",
      "proc/1/cgroup": "0::/\n",
      "sys/fs/cgroup/memory.max": "536870912",
      "sys/fs/cgroup/cpu.max": "150000 100000",
    },
    container: "docker",
    cpu: 1.5,
    memory: GIB / 2,
  },
  {
    name: "Docker with the first version, where paths are the host's",
    files: {
      ".dockerenv": "",
      "proc/self/cgroup": "12:cpu,cpuacct:/docker/3f2a\n" +
        "9:memory:/docker/3f2a\n1:name=systemd:/docker/3f2a\n0::/system.slice\n",
      "proc/1/cgroup": "9:memory:/docker/3f2a\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "1073741824\n",
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "50000\n",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    },
    container: "docker",
    cpu: 0.5,
    memory: GIB,
  },
  {
    name: "the first version without limits",
    files: {
      "proc/self/cgroup": "8:memory:/\n3:cpu:/\n",
      "proc/1/cgroup": "8:memory:/\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    },
    container: undefined,
    cpu: undefined,
    memory: undefined,
  },
  {
    name: "a pod, where the upper group's limit is the tighter",
    files: {
      "proc/self/cgroup": "0::/kubepods/burstable/pod1/c1\n",
      "proc/1/cgroup": "0::/kubepods/burstable/pod1/c1\n",
      "sys/fs/cgroup/kubepods/burstable/pod1/memory.max": "1073741824\n",
      "sys/fs/cgroup/kubepods/burstable/pod1/c1/memory.max": "2147483648\n",
    },
    container: "kubernetes",
    cpu: undefined,
    memory: GIB,
  },
  {
    name: "a pod that shows nothing but its environment",
    files: {},
    environment: { KUBERNETES_SERVICE_HOST: "10.0.0.1" },
    container: "kubernetes",
    cpu: undefined,
    memory: undefined,
  },
  {
    name: "Podman",
    files: { "run/.containerenv": "" },
    container: "podman",
    cpu: undefined,
    memory: undefined,
  },
  {
    name: "Podman by its group alone",
    files: {
      "proc/1/cgroup": "0::/machine.slice/libpod-1f3.scope/container\n",
    },
    container: "podman",
    cpu: undefined,
    memory: undefined,
  },
  {
    name: "LXC as systemd tells",
    files: { "run/systemd/container": "lxc\n" },
    container: "lxc",
    cpu: undefined,
    memory: undefined,
  },
  {
    name: "a container that its variable names",
    files: {},
    environment: { container: "systemd-nspawn" },
    container: "systemd-nspawn",
    cpu: undefined,
    memory: undefined,
  },
];

for (const shell of SHELLS) {
  for (const { name, files, environment = {}, ...expected } of CASES) {
    Deno.test({
      name: `linuxReport() by ${shell.join(" ")} knows ${name}`,
      ignore: Deno.build.os !== "linux" || !isThere(shell[0]),
      fn: async () => {
        const report = parseReport(await run(shell, files));
        const { cpu_limit: cpu, memory_limit_bytes: memory } = cgroupLimits(
          report,
        );
        const container = containerOf(
          { environment: (each) => environment[each] },
          report,
        );
        assertEquals({ container, cpu, memory }, expected);
        assertEquals(report.get("uname"), [outputOf("uname", ["-smv"])]);
      },
    });
  }
}

Deno.test("linuxReport() may be kept, but not for another system, service or job", async () => {
  const machine: FakeMachine = {
    files: { "/etc/os-release": "" },
    answers: { [LINUX_COMMAND.join(" ")]: "" },
  };
  const others: FakeMachine[] = [
    { ...machine, hostname: "other" },
    { ...machine, osRelease: "6.2.0" },
    { ...machine, changedMs: { "/etc/os-release": 1 } },
    { ...machine, files: { ...machine.files, "/.dockerenv": "" } },
    { ...machine, environment: { INVOCATION_ID: "f0" } },
    { ...machine, environment: { SLURM_JOB_ID: "1" } },
  ];
  const parts = await Promise.all([machine, ...others].map(async (each) => {
    const probes = fakeProbes(each);
    await linuxReport(probes, 100);
    return JSON.stringify(probes.ran[0]?.options.keep?.parts);
  }));
  assertEquals(new Set(parts).size, others.length + 1);
});

const LIBCS: [text: string, libc: string | undefined, version?: string][] = [
  ["glibc 2.36", "glibc", "2.36"],
  [
    "musl libc (x86_64)\nVersion 1.2.4\nDynamic Program Loader\nUsage: ...",
    "musl",
    "1.2.4",
  ],
  ["", undefined],
];

for (const [text, libc, version] of LIBCS) {
  Deno.test(`libcOf() reads ${JSON.stringify(text)}`, () => {
    const report = parseReport(`\n@pyanalytics@libc\n${text}\n`);
    assertEquals(libcOf(report), { libc, libc_version: version });
  });
}

Deno.test({
  name: "libcOf() agrees with this machine's getconf",
  ignore: Deno.build.os !== "linux" || !isThere("getconf"),
  fn: async () => {
    const { libc, libc_version } = libcOf(parseReport(await run(["sh"], {})));
    assertEquals(
      `${libc} ${libc_version}`,
      outputOf("getconf", ["GNU_LIBC_VERSION"]),
    );
  },
});

async function run(shell: readonly [string, ...string[]], files: Files) {
  const root = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(files)) {
      const folder = `${root}/${path.replace(/[^/]*$/, "")}`;
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    const [command, ...args] = shell;
    return outputOf(command, [...args, "-c", LINUX_SCRIPT, "sh", root]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function outputOf(command: string, args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(command, { args })
    .outputSync();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command}: ${decoder.decode(stderr)}`);
  // The report starts with a line break of its own.
  return decoder.decode(stdout).trimEnd();
}

function isThere(command: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${command}`).isFile;
    } catch {
      return false;
    }
  });
}
