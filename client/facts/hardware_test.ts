import { assertEquals } from "@std/assert";
import { ENVIRONMENT_KEY, isEmulated, SYSCTL } from "./arch.ts";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import { hardware } from "./hardware.ts";
import { LINUX_COMMAND } from "./linux_report.ts";

const SYSCTL_COMMAND = SYSCTL.join(" ");
const REG_COMMAND = `reg query ${ENVIRONMENT_KEY}`;

const ARCHES: [name: string, machine: FakeMachine, arch: string][] = [
  ["Linux", { arch: "x86_64" }, "x86_64"],
  [
    "Apple silicon",
    {
      os: "darwin",
      arch: "aarch64",
      answers: { [SYSCTL_COMMAND]: "hw.optional.arm64: 1\n" },
    },
    "aarch64",
  ],
  [
    "Apple silicon, where Rosetta translates the client",
    {
      os: "darwin",
      arch: "x86_64",
      answers: { [SYSCTL_COMMAND]: "hw.optional.arm64: 1\n" },
    },
    "aarch64",
  ],
  [
    "a Mac with an Intel processor, whose sysctl has not heard of the name",
    { os: "darwin", arch: "x86_64", answers: { [SYSCTL_COMMAND]: "" } },
    "x86_64",
  ],
  [
    "Windows on ARM, which translates the client",
    {
      os: "windows",
      arch: "x86_64",
      environment: { PROCESSOR_ARCHITECTURE: "AMD64" },
      answers: {
        [REG_COMMAND]: [
          "",
          "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment",
          "    ComSpec    REG_EXPAND_SZ    %SystemRoot%\\system32\\cmd.exe",
          "    NUMBER_OF_PROCESSORS    REG_SZ    8",
          "    PROCESSOR_ARCHITECTURE    REG_SZ    ARM64",
          "",
        ].join("\r\n"),
      },
    },
    "aarch64",
  ],
  [
    "Windows without a registry, from a 32-bit process",
    {
      os: "windows",
      environment: {
        PROCESSOR_ARCHITECTURE: "x86",
        PROCESSOR_ARCHITEW6432: "AMD64",
      },
    },
    "x86_64",
  ],
];

for (const [name, machine, arch] of ARCHES) {
  Deno.test(`hardware() on ${name} tells the processor's own architecture`, async () => {
    const probes = fakeProbes(machine);
    const options = { timeoutMs: 100, ephemeral: undefined };
    assertEquals((await hardware(probes, options)).arch, arch);
  });
}

Deno.test("hardware() tells what the machine has, and what of it may be used", async () => {
  const report = [
    "memory\n536870912\n",
    "cpu\n200000 100000\n",
    ".dockerenv\n",
  ].map((part) => `\n@pyanalytics@${part}`).join("");
  const probes = fakeProbes({
    coreCount: 8,
    memoryBytes: 16 * 1024 ** 3,
    environment: { GITLAB_CI: "true" },
    answers: { [LINUX_COMMAND.join(" ")]: report },
  });
  const options = { timeoutMs: 100, ephemeral: undefined };
  assertEquals(await hardware(probes, options), {
    arch: "x86_64",
    cores: 8,
    memory_bytes: 16 * 1024 ** 3,
    cpu_limit: 2,
    memory_limit_bytes: 512 * 1024 ** 2,
    container: "docker",
    ci: "gitlab-ci",
    is_ephemeral: true,
  });
});

const PAIRS: [program: string, processor: string, emulated: boolean][] = [
  ["x86_64", "x86_64", false],
  ["AMD64", "ARM64", true],
  ["x86", "aarch64", true],
  ["arm64", "aarch64", false],
  // The processor runs these itself.
  ["i686", "x86_64", false],
  ["armv7l", "aarch64", false],
];

for (const [program, processor, emulated] of PAIRS) {
  Deno.test(`isEmulated() of ${program} on ${processor} is ${emulated}`, () => {
    assertEquals(isEmulated(program, processor), emulated);
  });
}
