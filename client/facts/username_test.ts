import { assertEquals, assertRejects } from "@std/assert";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import { username } from "./username.ts";

const PASSWD = {
  "/etc/passwd": "root:x:0:0::/root:/bin/sh\nzoe:x:1000:1000:::\n",
};

const CASES: [name: string, machine: FakeMachine, expected: string][] = [
  ["LOGNAME before USER", { environment: { USER: "b", LOGNAME: "a" } }, "a"],
  ["USERNAME, as on Windows", { environment: { USERNAME: "Zoë" } }, "Zoë"],
  ["/etc/passwd where the environment is silent", {
    environment: { USER: "" },
    files: PASSWD,
  }, "zoe"],
  ["the system's directory for a user whom no file knows", {
    userId: 7,
    files: PASSWD,
    answers: { "id -un": "ldapuser\n" },
  }, "ldapuser"],
];

for (const [name, machine, expected] of CASES) {
  Deno.test(`username() takes ${name}`, async () => {
    assertEquals(await username(fakeProbes(machine), 100), expected);
  });
}

Deno.test("username() fails where nobody knows", async () => {
  await assertRejects(() => username(fakeProbes(), 100));
});
