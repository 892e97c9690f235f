/** What a group policy on Windows decides, and a user does not. */
import { assertEquals } from "@std/assert";
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

/** Runs the client in the foreground, with the test's own folder for the user's files. */
function report(windows: Windows, args: readonly string[]) {
  const line = `set APPDATA=${windows.there("AppData")}&& %LAUNCHED%`;
  return windows.run(["cmd", "/c", line], {
    LAUNCHED: [...windows.client, ...args].map((word) => `"${word}"`).join(" "),
  });
}
