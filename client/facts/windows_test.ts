import { assertEquals } from "@std/assert";
import { fakeProbes } from "./fake_probes.ts";
import { os } from "./os.ts";
import { releaseOf } from "./windows.ts";

const RELEASES: [version: string, onServer: boolean, release: string][] = [
  ["10.0.19045", false, "10"],
  ["10.0.22000", false, "11"],
  ["10.0.26200", false, "11"],
  ["10.0.14393", true, "2016Server"],
  ["10.0.20348", true, "2022Server"],
  ["10.0.26100", true, "2025Server"],
  ["6.3.9600", false, "8.1"],
  ["6.1.7601", true, "2008ServerR2"],
  ["6.9.1", false, "6.9"],
];

for (const [version, onServer, release] of RELEASES) {
  Deno.test(`releaseOf() calls ${version}${onServer ? " on a server" : ""} ${release}`, () => {
    assertEquals(releaseOf(version, onServer), release);
  });
}

const QUERY = "reg query HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
const ANSWER = [
  "",
  "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
  "    SystemRoot    REG_SZ    C:\\WINDOWS",
  "    InstallDate    REG_DWORD    0x65a8f3c2",
  "    ProductName    REG_SZ    Windows 10 Pro",
  "",
].join("\r\n");

Deno.test("os() names the edition of Windows 11, which its registry calls 10", async () => {
  const probes = fakeProbes({
    os: "windows",
    osRelease: "10.0.22631",
    answers: { [QUERY]: ANSWER },
  });
  assertEquals(await os(probes, 100), {
    name: "Windows 11 Pro",
    version: "10.0.22631",
  });
});

Deno.test("os() keeps the version of a Windows whose registry cannot be read", async () => {
  const probes = fakeProbes({ os: "windows", osRelease: "10.0.19045" });
  assertEquals(await os(probes, 100), {
    name: undefined,
    version: "10.0.19045",
  });
});
