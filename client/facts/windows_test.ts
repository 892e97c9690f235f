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
/** As `reg query` prints it, without what is not read. */
const ANSWER = [
  "",
  "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
  "    SystemRoot    REG_SZ    C:\\WINDOWS",
  "    CurrentBuild    REG_SZ    22631",
  "    CurrentVersion    REG_SZ    6.3",
  "    DisplayVersion    REG_SZ    23H2",
  "    EditionID    REG_SZ    Professional",
  "    InstallationType    REG_SZ    Client",
  "    InstallDate    REG_DWORD    0x65a8f3c2",
  "    ProductName    REG_SZ    Windows 10 Pro",
  "    ReleaseId    REG_SZ    2009",
  "    UBR    REG_DWORD    0xd77",
  "",
  "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Accessibility",
].join("\r\n");

Deno.test("os() names edition, release and build of Windows 11, which its registry calls 10", async () => {
  const probes = fakeProbes({
    os: "windows",
    osRelease: "10.0.22631",
    answers: { [QUERY]: ANSWER },
  });
  assertEquals(await os(probes, 100), {
    name: "Windows 11 Pro",
    version: "10.0.22631",
    build: "22631.3447",
    edition: "Professional",
    release: "23H2",
  });
});

Deno.test("os() knows a server of before there were updates' numbers", async () => {
  const answer = [
    "    CurrentBuild    REG_SZ    9600",
    "    EditionID    REG_SZ    ServerStandard",
    "    ProductName    REG_SZ    Windows Server 2012 R2 Standard",
  ].join("\r\n");
  const probes = fakeProbes({
    os: "windows",
    osRelease: "6.3.9600",
    answers: { [QUERY]: answer },
  });
  assertEquals(await os(probes, 100), {
    name: "Windows Server 2012 R2 Standard",
    version: "6.3.9600",
    build: "9600",
    edition: "ServerStandard",
    release: undefined,
  });
});

const SAID: [ver: string, build: string | undefined][] = [
  ["\r\nMicrosoft Windows [Version 10.0.19045.4291]\r\n", "19045.4291"],
  ["\r\nMicrosoft Windows [Versión 10.0.19045.4291]\r\n", "19045.4291"],
  ["Microsoft Windows [Version 6.1.7601]\r\n", "7601"],
  ["no", undefined],
];

for (const [ver, build] of SAID) {
  Deno.test(`os() takes the build from ${JSON.stringify(ver)} where the registry cannot be read`, async () => {
    const probes = fakeProbes({
      os: "windows",
      osRelease: "10.0.19045",
      answers: { "cmd /d /c ver": ver },
    });
    assertEquals(await os(probes, 100), {
      name: undefined,
      version: "10.0.19045",
      build,
    });
  });
}
