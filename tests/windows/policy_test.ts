/** What a group policy on Windows decides, and a user does not. */
import { assertEquals, assertMatch } from "@std/assert";
import { POLICY_KEY } from "../../client/locks.ts";
import { startServer } from "../client_process.ts";
import { type Windows, windowsTest } from "./windows.ts";

windowsTest(
  "a policy switches reporting off, whatever the user says",
  (windows) =>
    withPolicy(windows, ["Enabled", "REG_DWORD", "0"], async () => {
      await using server = startServer();
      await configure(windows, '{ "enabled": true }');
      const args = ["--verbose", "--server", server.url];
      const { code, stdout, stderr } = await report(windows, args);
      assertEquals({ code, stdout, stderr }, {
        code: 0,
        stdout: "",
        stderr:
          `Nothing is sent: switched off by "enabled" in "${POLICY_KEY}", locked\n`,
      });
      assertEquals(server.bodies, []);
    }),
);

windowsTest(
  "a policy's values count before the command line",
  (windows) =>
    withPolicy(windows, ["Argv", "REG_SZ", "none"], async () => {
      const args = ["--print", "--argv", "full", "--", "x.py"];
      const { stdout } = await report(windows, args);
      assertEquals(JSON.parse(stdout).python.argv, []);
    }),
);

windowsTest(
  "the machine's file in %PROGRAMDATA% counts where it locks, and status and doctor say so",
  async (windows) => {
    await using server = startServer();
    const folder = windows.here("ProgramData", "pyanalytics");
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(
      `${folder}/client.jsonc`,
      `{ "enabled": false, "server": "${server.url}", "locked": true }`,
    );
    await configure(windows, '{ "enabled": true, "server": "http://own:1" }');
    const file = windows.there("ProgramData", "pyanalytics", "client.jsonc");
    await report(windows, ["--", "x.py"]);
    const status = await report(windows, ["status"]);
    assertEquals(status.stdout.split(/\r?\n/).slice(0, 2), [
      `Reporting:       off, by "enabled" in "${file}", locked`,
      `Server:          ${server.url}, by "server" in "${file}", locked`,
    ]);
    assertEquals(server.bodies, []);
    const doctor = await report(windows, ["doctor"]);
    assertEquals(doctor.code, 1);
    assertMatch(
      doctor.stdout,
      /^FAIL Reporting +switched off by "enabled" in/m,
    );
    assertMatch(doctor.stdout, /^ok +Connection +127\.0\.0\.1 is /m);
  },
);

/** Sets one value of the policy for as long as the work takes. */
async function withPolicy(
  windows: Windows,
  [name, type, data]: [name: string, type: string, data: string],
  work: () => Promise<void>,
): Promise<void> {
  const value = ["/v", name, "/t", type, "/d", data];
  const added = await windows.run(["reg", "add", POLICY_KEY, ...value, "/f"]);
  try {
    assertEquals(added.code, 0, added.stderr);
    await work();
  } finally {
    await windows.run(["reg", "delete", POLICY_KEY, "/f"]);
  }
}

async function configure(windows: Windows, text: string): Promise<void> {
  const folder = windows.here("AppData", "pyanalytics");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/client.jsonc`, text);
}

/** Runs the client in the foreground, with folders of the test's own for the user's and the machine's files. */
function report(windows: Windows, args: readonly string[]) {
  const set = ["AppData", "ProgramData"].map((name) =>
    `set ${name.toUpperCase()}=${windows.there(name)}&& `
  );
  const line = `${set.join("")}%LAUNCHED%`;
  return windows.run(["cmd", "/c", line], {
    LAUNCHED: [...windows.client, ...args].map((word) => `"${word}"`).join(" "),
  });
}
