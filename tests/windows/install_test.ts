/** Wrappers are installed on Windows, in a folder with a space and an apostrophe. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { exists, startServer } from "../client_process.ts";
import { untilSaid, type Windows, windowsTest } from "./windows.ts";

/** What runs until the test ends it, in the place of a client. */
const WAITS = "Z:\\deno.exe eval console.log(1);setTimeout(Date,60000)";

function quoted(command: readonly string[]): string {
  return command.map((word) => `"${word}"`).join(" ");
}

async function prepare(windows: Windows) {
  const client = await windows.compile(
    "launcher",
    "some where",
    "pyanalytics-client.exe",
  );
  await windows.compile("stand_in", "real", "python.exe");
  const dir = windows.there("it's", "shims");
  const install = (...args: string[]) =>
    windows.run(
      [...windows.client, "install", "--client", client, "--dir", dir].concat(
        args,
      ),
      { WINEPATH: windows.there("real") },
    );
  // What runs goes to the temporary folder: here to one that goes with the test.
  const uninstall = () =>
    windows.run(["cmd", "/c", `set TEMP=${windows.folder}&& %LAUNCHED%`], {
      LAUNCHED: quoted([...windows.client, "uninstall", "--dir", dir]),
    });
  return { dir, install, uninstall };
}

windowsTest(
  "install puts python.cmd where cmd finds it first, and uninstall leaves nothing",
  async (windows) => {
    await using server = startServer();
    const { dir, install, uninstall } = await prepare(windows);
    const said = await install("--powershell");
    assertEquals({ ...said, stdout: "" }, { code: 0, stdout: "", stderr: "" });
    const real = windows.there("real", "python.exe");
    assertStringIncludes(said.stdout, `python.cmd: runs ${real}\n`);
    assertStringIncludes(said.stdout, `python.ps1: runs ${real}\n`);
    // What it tells to say in cmd, said there.
    const line = /^ {2}cmd: (.*)$/m.exec(said.stdout)?.[1];
    assertEquals(line, `set "PATH=${dir};%PATH%"`);
    await Deno.writeTextFile(
      windows.here("user.cmd"),
      `@${line}\r\n@python "a b"\r\n`,
    );
    const typed = `/d /s /c ""${windows.there("user.cmd")}""`;
    const { closedMs: _, ...captured } = await windows.capture(
      "cmd.exe",
      typed,
      {
        WINEPATH: windows.there("real"),
        PYANALYTICS_SERVER: server.url,
        LAUNCHED: quoted(windows.client),
      },
    );
    assertEquals(captured, {
      code: 7,
      stdout: "[a b]\ninput",
      stderr: "error",
    });
    const { client } = await server.first() as { client: { wrapper: string } };
    assertEquals(client.wrapper, "cmd");

    const again = await install("python.EXE");
    assertStringIncludes(again.stdout, "python.cmd: runs ");
    assertStringIncludes(again.stdout, ", already there\n");
    assertEquals((await uninstall()).code, 0);
    assertEquals(exists(windows.here("it's")), false);
  },
);

windowsTest(
  "uninstall takes away a client that runs, which Windows does not let go of",
  async (windows) => {
    const { dir, install, uninstall } = await prepare(windows);
    assertEquals((await install()).code, 0);
    await Deno.writeTextFile(
      windows.here("run.cmd"),
      `@set LAUNCHED=${WAITS}\r\n@"${dir}\\pyanalytics-client.exe"\r\n`,
    );
    const running = await windows.spawn([
      "cmd",
      "/c",
      windows.there("run.cmd"),
    ]);
    await untilSaid(running);
    await Deno.writeTextFile(
      windows.here("delete.cmd"),
      `@del "${dir}\\pyanalytics-client.exe"\r\n`,
    );
    await windows.run(["cmd", "/c", windows.there("delete.cmd")]);
    assert(exists(windows.here("it's", "shims", "pyanalytics-client.exe")));
    const said = await uninstall();
    assertEquals({ ...said, stdout: "" }, { code: 0, stdout: "", stderr: "" });
    assertEquals(exists(windows.here("it's")), false);
    const aside = Array.from(Deno.readDirSync(windows.here()))
      .filter(({ name }) => name.endsWith(".old"));
    assertEquals(aside.length, 1);
  },
);
