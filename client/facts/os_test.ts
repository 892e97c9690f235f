import { assertEquals } from "@std/assert";
import { fakeProbes } from "./fake_probes.ts";
import { os } from "./os.ts";

const RELEASES: [text: string, name: string, version: string | undefined][] = [
  ['NAME="Debian GNU/Linux"\nVERSION_ID="12"\n', "Debian GNU/Linux", "12"],
  ["NAME='Alpine Linux'\nVERSION_ID=3.20.1\n", "Alpine Linux", "3.20.1"],
  ['NAME="Arch Linux"\nBUILD_ID=rolling\n', "Arch Linux", "rolling"],
  ['NAME="Say \\"hi\\" for \\$5"\n', 'Say "hi" for $5', undefined],
  ["# nothing\nVERSION_ID=1\n", "Linux", "1"],
];

for (const [text, name, version] of RELEASES) {
  Deno.test(`os() reads ${JSON.stringify(text)} as os-release(5) says`, async () => {
    const probes = fakeProbes({ files: { "/etc/os-release": text } });
    assertEquals(await os(probes, 100), { name, version, wsl: undefined });
  });
}

Deno.test("os() takes /usr/lib/os-release where /etc has none", async () => {
  const files = { "/usr/lib/os-release": "NAME=Fedora\nVERSION_ID=40" };
  assertEquals(await os(fakeProbes({ files }), 100), {
    name: "Fedora",
    version: "40",
    wsl: undefined,
  });
});

/** As the command prints it on systems of three ages, with a security response on the second. */
const SW_VERS: [text: string, os: Record<string, string>][] = [
  [
    "ProductName:\tMac OS X\nProductVersion:\t10.13.6\nBuildVersion:\t17G14042\n",
    { name: "Mac OS X", version: "10.13.6", build: "17G14042" },
  ],
  [
    "ProductName:\t\tmacOS\nProductVersion:\t\t13.3.1\nProductVersionExtra:\t(a)\nBuildVersion:\t\t22E772610a\n",
    { name: "macOS", version: "13.3.1", build: "22E772610a" },
  ],
  [
    "ProductName:\t\tmacOS\nProductVersion:\t\t14.5\nBuildVersion:\t\t23F79\n",
    { name: "macOS", version: "14.5", build: "23F79" },
  ],
];

for (const [text, expected] of SW_VERS) {
  Deno.test(`os() reads from sw_vers ${expected.name} ${expected.version}`, async () => {
    const probes = fakeProbes({ os: "darwin", answers: { sw_vers: text } });
    assertEquals(await os(probes, 100) as unknown, expected);
  });
}
