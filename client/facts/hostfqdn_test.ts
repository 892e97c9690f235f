import { assertEquals, assertRejects } from "@std/assert";
import { type FakeCache, fakeCache } from "./fake_cache.ts";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import { hostfqdn, keptHostfqdn } from "./hostfqdn.ts";

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

const HOUR = 60 * 60 * 1000;

function keptName(cache: FakeCache, startMs: number, answer?: string) {
  const answers = answer === undefined ? {} : { "hostname -f": answer };
  const probes = fakeProbes({ answers });
  return keptHostfqdn(probes, { timeoutMs: 100, cache, startMs });
}

Deno.test("keptHostfqdn() asks once an hour", async () => {
  const cache = fakeCache();
  assertEquals(await keptName(cache, 0, "a.example.org\n"), "a.example.org");
  assertEquals(await keptName(cache, HOUR - 1), "a.example.org");
  assertEquals(await keptName(cache, HOUR, "b.example.org\n"), "b.example.org");
});

Deno.test("keptHostfqdn() asks nobody for ten minutes where none answered", async () => {
  const cache = fakeCache();
  await assertRejects(() => keptName(cache, 0));
  await assertRejects(
    () => keptName(cache, HOUR / 6 - 1, "a.example.org\n"),
    Error,
    "lately",
  );
  const late = keptName(cache, HOUR / 6, "a.example.org\n");
  assertEquals(await late, "a.example.org");
});
