import { assertEquals } from "@std/assert";
import { wslVersion } from "./wsl.ts";

const RELEASES: [release: string, version: number | undefined][] = [
  ["4.4.0-19041-Microsoft", 1],
  ["5.15.146.1-microsoft-standard-WSL2", 2],
  ["4.19.84-microsoft-standard", 2],
  ["6.1.21.2-microsoft-standard-WSL2+", 2],
  ["6.1.0-18-amd64", undefined],
];

for (const [release, version] of RELEASES) {
  Deno.test(`wslVersion() of ${release} is ${version}`, () => {
    assertEquals(wslVersion(release), version);
  });
}
