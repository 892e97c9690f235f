import { assert, assertEquals } from "@std/assert";
import { collectEvent } from "../collect.ts";
import { ENVIRONMENT_KEY, SYSCTL } from "./arch.ts";
import { fakeCache } from "./fake_cache.ts";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import { INTERPRETER_CODE, INTERPRETER_FACTS } from "./interpreter_code.ts";
import { LINUX_COMMAND } from "./linux_report.ts";
import { TCPIP_KEY, VERSION_KEY } from "./registry.ts";
import { type SourceTime, SourceTimes } from "./source_times.ts";

const SAID = JSON.stringify(
  Object.fromEntries(INTERPRETER_FACTS.map((name) => [name, `the ${name}`])),
);
const PYTHON = (path: string) => ({
  [`${path} -I -S -c ${INTERPRETER_CODE}`]: `\n@pyanalytics@${SAID}\n`,
});
const REPORT = [
  "uname\nLinux-like #1 SMP other\n",
  "processor\nsome\n",
  "libc\nglibc 2.36\n",
  "memory\n1000\n",
  "cpu\n100000 100000\n",
  "manager\ndocker\n",
].map((part) => `\n@pyanalytics@${part}`).join("");
const registry = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `    ${name}    REG_SZ    ${value}\r\n`).join("");

/** Machines where every answer differs from what is taken for want of it. */
const MACHINES: Readonly<Record<string, FakeMachine>> = {
  linux: {
    os: "linux",
    osRelease: "5.15.1-microsoft-standard-WSL2",
    environment: { PATH: "/bin" },
    files: {
      "/bin/python3": "ELF",
      "/etc/os-release": "NAME=Debian\nVERSION_ID=12\n",
      "/etc/passwd": "zoe:x:1000:1000::/:/bin/sh\n",
      "/facts.d/owner.json": '{"team": "data"}',
    },
    answers: {
      "hostname -f": "box.example.org\n",
      [LINUX_COMMAND.join(" ")]: REPORT,
      "/facts.d/disk": "7",
      ...PYTHON("/bin/python3"),
    },
  },
  darwin: {
    os: "darwin",
    arch: "x86_64",
    environment: { PATH: "/bin" },
    files: { "/bin/python3": "Mach-O" },
    answers: {
      "hostname -f": "box.example.org\n",
      "uname -smv": "Darwin-like Darwin Kernel Version 23 other\n",
      "uname -p": "arm\n",
      sw_vers:
        "ProductName:\tmacOS\nProductVersion:\t14.5\nBuildVersion:\t23F\n",
      [SYSCTL.join(" ")]: "hw.optional.arm64: 1\n",
      "id -un": "zoe\n",
      ...PYTHON("/bin/python3"),
    },
  },
  windows: {
    os: "windows",
    osRelease: "10.0.20348",
    environment: {
      USERNAME: "zoe",
      CI: "1",
      PATH: "C:\\py",
      PROCESSOR_ARCHITECTURE: "AMD64",
      PROCESSOR_IDENTIFIER: "Intel",
    },
    files: { "C:\\py\\python3.exe": "MZ" },
    answers: {
      [`reg query ${VERSION_KEY}`]: registry({
        ProductName: "Windows Server 2022",
        CurrentBuild: "20348",
        UBR: "0x7",
        EditionID: "ServerStandard",
        DisplayVersion: "21H2",
        InstallationType: "Server",
      }),
      [`reg query ${TCPIP_KEY}`]: registry({ Domain: "example.org" }),
      [`reg query ${ENVIRONMENT_KEY}`]: registry({
        PROCESSOR_ARCHITECTURE: "ARM64",
      }),
      "cmd /d /c ver": "Microsoft Windows [Version 10.0.20348.9]",
      ...PYTHON("C:\\py\\python3.exe"),
    },
  },
};

/** What the arguments, this very program or other facts tell. */
const OF_NO_SOURCE: Readonly<Record<string, readonly string[]>> = {
  linux: ["python.argv", "python.is_emulated", "machine.arch"],
  darwin: ["python.argv", "python.is_emulated"],
  windows: ["python.argv", "python.is_emulated", "uname.system"],
};

async function collect(machine: FakeMachine) {
  const sourceTimes = new SourceTimes(() => 0);
  const event = await collectEvent({
    probes: fakeProbes(machine),
    argv: [],
    python: undefined,
    wrapper: undefined,
    tag: {},
    packages: false,
    ephemeral: undefined,
    factsFolders: [{ path: "/facts.d", runsPrograms: true }],
    cache: fakeCache(),
    cwd: "/",
    startMs: 0,
    timeoutMs: 10_000,
    version: "1",
    missing: [],
    now: () => 0,
    uuid: () => "",
    sourceTimes,
  });
  const facts = new Map<string, string>();
  const { username, hostname, hostfqdn, uname, python, os, machine: m } = event;
  const { time, site } = event;
  const groups = { uname, python, os, machine: m, time, site };
  const all = Object.entries({ username, hostname, hostfqdn })
    .concat(
      Object.entries(groups).flatMap(([group, values]) =>
        Object.entries(values ?? {})
          .map(([name, value]) => [`${group}.${name}`, value] as never)
      ),
    );
  for (const [name, value] of all) {
    if (value === undefined) continue;
    if (OF_NO_SOURCE[machine.os!]!.includes(name)) continue;
    facts.set(name, JSON.stringify(value));
  }
  return { facts, times: sourceTimes.list() };
}

function isAmong(name: string, facts: ReadonlySet<string>): boolean {
  return facts.has(name) || facts.has(`${name.split(".")[0]}.*`);
}

/** The machine where that source has no answer. */
function without(machine: FakeMachine, { source }: SourceTime): FakeMachine {
  const { kind, words } = source;
  const name = words.join(" ");
  const omit = (record = {}) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
  return kind === "run"
    ? { ...machine, answers: omit(machine.answers) as never }
    : { ...machine, files: omit(machine.files) as never };
}

for (const [os, machine] of Object.entries(MACHINES)) {
  Deno.test(`factsOf() names a source on ${os} for each fact`, async () => {
    const { facts, times } = await collect(machine);
    assert(facts.size > 35, `${facts.size} facts`);
    const lacking = [...facts.keys()].filter((name) =>
      !times.some((time) => isAmong(name, time.facts))
    );
    assertEquals(lacking, []);
  });

  Deno.test(`factsOf() names on ${os} just the facts that change without a command or file`, async () => {
    const { facts, times } = await collect(machine);
    let count = 0;
    for (const time of times) {
      const { kind, words } = time.source;
      if ((kind !== "run" && kind !== "read") || time.isFailed) continue;
      // It is no script of ours: nobody cares what is in it.
      if (words[0]?.includes("python3") && kind === "read") continue;
      const { facts: left } = await collect(without(machine, time));
      const changed = [...facts].filter(([name, value]) =>
        left.get(name) !== value
      ).map(([name]) => name);
      const named = [...facts.keys()].filter((name) =>
        isAmong(name, time.facts)
      );
      assertEquals(changed.sort(), named.sort(), words.join(" "));
      count++;
    }
    assert(count >= 4, `${count} sources`);
  });
}
