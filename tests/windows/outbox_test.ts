/** What waits on Windows: the outbox and its lock; and files that others keep open. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { eventually } from "../../lib/testing/eventually.ts";
import { deadUrl, startServer } from "../client_process.ts";
import { ServerProcess, TemporaryFolder } from "../server_process.ts";
import { untilSaid, type Windows, windowsTest } from "./windows.ts";

/** Runs the client with a user's folders of its own. */
function client(windows: Windows, ...args: string[]) {
  const folder = windows.there("Zoë's data");
  const set = ["APPDATA", "LOCALAPPDATA"].map((name) =>
    `set ${name}=${folder}&& `
  );
  return [
    ["cmd", "/c", `${set.join("")}%LAUNCHED%`],
    {
      LAUNCHED: [...windows.client, ...args].map((word) => `"${word}"`)
        .join(" "),
    },
  ] as const;
}

/** The text of all files in the folder and those within. */
function texts(folder: string): string {
  try {
    return Array.from(
      Deno.readDirSync(folder),
      ({ name, isDirectory }) =>
        isDirectory
          ? texts(`${folder}/${name}`)
          : Deno.readTextFileSync(`${folder}/${name}`),
    ).join("\n");
  } catch {
    // Not there yet, or gone again.
    return "";
  }
}

windowsTest(
  "an event waits in the outbox, and two that deliver it at once send it once",
  async (windows) => {
    using data = new TemporaryFolder();
    const url = deadUrl();
    const start = await windows.run(
      ...client(windows, "--server", url, "--", "waits.py"),
    );
    assertEquals(start, { code: 0, stdout: "", stderr: "" });
    const outbox = windows.here("Zoë's data", "pyanalytics", "outbox");
    await eventually(
      () => texts(outbox),
      (queued) => queued.includes('"username"'),
    );
    await using _server = await ServerProcess.start({
      data: data.path,
      args: ["--port", new URL(url).port],
    });
    const flush = () =>
      windows.run(...client(windows, "flush", "--server", url));
    const flushed = await Promise.all([flush(), flush()]);
    assertEquals(flushed.map(({ code, stderr }) => ({ code, stderr })), [
      { code: 0, stderr: "" },
      { code: 0, stderr: "" },
    ]);
    const lines = data.journalLines();
    assertEquals(lines.length, 1);
    assertEquals(JSON.parse(lines[0]!).python.argv, ["waits.py"]);
    assertEquals(texts(outbox).includes('"username"'), false);
  },
);

windowsTest(
  "a config file that another program holds costs no event, and is said to a user",
  async (windows) => {
    await using server = startServer();
    await Deno.mkdir(windows.here("Zoë's data", "pyanalytics"), {
      recursive: true,
    });
    const config = ["Zoë's data", "pyanalytics", "client.jsonc"];
    await Deno.writeTextFile(windows.here(...config), '{ "tag": {} }');
    const holder = await windows.compile("hold_file", "hold file.exe");
    const held = await windows.spawn([holder, windows.there(...config)]);
    await untilSaid(held);

    const asked = await windows.run(
      ...client(windows, "--wait", "--server", server.url),
    );
    assertEquals({ ...asked, stderr: "" }, { code: 2, stdout: "", stderr: "" });
    assertMatch(
      asked.stderr,
      /^pyanalytics-client: Cannot read config "[^"]+client\.jsonc": [^\n]+\n$/,
    );
    assertStringIncludes(asked.stderr, windows.there(...config));

    await windows.run(...client(windows, "--server", server.url, "--", "x.py"));
    await eventually(
      () => server.bodies,
      (bodies) => bodies.some((body) => body.includes("x.py")),
    );
    assertEquals(server.bodies.length, 1);
    const line = server.bodies[0]!.trim();
    assertEquals(JSON.parse(line).client.missing.includes("config.user"), true);
  },
);
