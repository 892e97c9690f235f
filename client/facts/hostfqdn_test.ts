import { assertEquals, assertRejects } from "@std/assert";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import { hostfqdn } from "./hostfqdn.ts";

const TCPIP =
  "reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters";

const CASES: [name: string, machine: FakeMachine, expected: string][] = [
  [
    "a hostname that is one already",
    { hostname: "a.example.org" },
    "a.example.org",
  ],
  ["the system's look-up", {
    answers: { "hostname -f": "box.example.org\n" },
  }, "box.example.org"],
  ["the domain in Windows's registry", {
    os: "windows",
    answers: {
      [TCPIP]:
        "\r\n    Domain    REG_SZ    corp.example\r\n    Hostname    REG_SZ    box\r\n",
    },
  }, "box.corp.example"],
  ["the domain that DHCP gave to Windows", {
    os: "windows",
    answers: {
      [TCPIP]:
        "\r\n    Domain    REG_SZ    \r\n    DhcpDomain    REG_SZ    lan\r\n",
    },
  }, "box.lan"],
  [
    "a Windows without a domain",
    { os: "windows", answers: { [TCPIP]: "" } },
    "box",
  ],
];

for (const [name, machine, expected] of CASES) {
  Deno.test(`hostfqdn() takes ${name}`, async () => {
    assertEquals(await hostfqdn(fakeProbes(machine), 100), expected);
  });
}

Deno.test("hostfqdn() gives the look-up no more than its time", async () => {
  const probes = fakeProbes();
  await assertRejects(() => hostfqdn(probes, 123));
  assertEquals(probes.ran[0]?.options.timeoutMs, 123);
});

Deno.test("hostfqdn() takes a message for no name", async () => {
  const answers = { "hostname -f": "hostname: Unknown host\n" };
  await assertRejects(() => hostfqdn(fakeProbes({ answers }), 100));
});

Deno.test("hostfqdn() lets a name be kept for an hour, and that there is none for ten minutes", async () => {
  const probes = fakeProbes({ answers: { "hostname -f": "a.example.org" } });
  await hostfqdn(probes, 100);
  assertEquals(probes.ran.map(({ options }) => options.keep), [
    { ms: 3_600_000, failureMs: 600_000, parts: ["box"] },
  ]);
});
