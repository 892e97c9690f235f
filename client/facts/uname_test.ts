import { assertEquals } from "@std/assert";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import { LINUX_COMMAND } from "./linux_report.ts";
import { uname } from "./uname.ts";

const CASES: [name: string, machine: FakeMachine, expected: unknown][] = [
  ["Debian, whose uname knows no processor", {
    osRelease: "6.1.0-18-amd64",
    answers: {
      [LINUX_COMMAND.join(" ")]:
        "\n@pyanalytics@uname\nLinux #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 x86_64\n" +
        "\n@pyanalytics@processor\nunknown\n",
    },
  }, {
    system: "Linux",
    node: "box",
    release: "6.1.0-18-amd64",
    version: "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1",
    machine: "x86_64",
    processor: "",
  }],
  ["macOS", {
    os: "darwin",
    arch: "aarch64",
    osRelease: "23.5.0",
    answers: {
      "uname -smv":
        "Darwin Darwin Kernel Version 23.5.0: Wed May  1 20:12:58 PDT 2024; root:xnu-10063/RELEASE_ARM64_T6000 arm64\n",
      "uname -p": "arm\n",
    },
  }, {
    system: "Darwin",
    node: "box",
    release: "23.5.0",
    version:
      "Darwin Kernel Version 23.5.0: Wed May  1 20:12:58 PDT 2024; root:xnu-10063/RELEASE_ARM64_T6000",
    machine: "arm64",
    processor: "arm",
  }],
  ["Linux without a shell", { arch: "aarch64" }, {
    system: "Linux",
    node: "box",
    release: "6.1.0",
    version: undefined,
    machine: "aarch64",
    processor: "",
  }],
  ["Windows 11, from a 32-bit process", {
    os: "windows",
    osRelease: "10.0.22631",
    environment: {
      PROCESSOR_ARCHITECTURE: "x86",
      PROCESSOR_ARCHITEW6432: "AMD64",
      PROCESSOR_IDENTIFIER:
        "Intel64 Family 6 Model 154 Stepping 3, GenuineIntel",
    },
  }, {
    system: "Windows",
    node: "box",
    release: "11",
    version: "10.0.22631",
    machine: "AMD64",
    processor: "Intel64 Family 6 Model 154 Stepping 3, GenuineIntel",
  }],
];

for (const [name, machine, expected] of CASES) {
  Deno.test(`uname() on ${name} says what platform.uname() would`, async () => {
    assertEquals(await uname(fakeProbes(machine), 100), expected as never);
  });
}
