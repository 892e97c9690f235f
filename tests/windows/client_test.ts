/** The client on Windows: it delivers, and nobody waits for it. */
import { assertEquals, assertLess } from "@std/assert";
import { startServer } from "../client_process.ts";
import { type Windows, windowsTest } from "./windows.ts";

/** How long the child has; whoever waits for it waits that long, as it gets no answer before. */
const CHILD_MS = 20_000;
/** Less than that, and more than any start takes. */
const AT_ONCE_MS = 10_000;

/** As `GetPriorityClass()` has it; the usual one is 0x20. */
const BELOW_NORMAL_PRIORITY_CLASS = "0x4000";

/** A server that does not answer before `answer()`. */
function patientServer() {
  const isBack = Promise.withResolvers<void>();
  const server = startServer(async () => {
    await isBack.promise;
    return Response.json({ success: true });
  });
  return {
    url: server.url,
    bodies: server.bodies,
    first: server.first,
    answer: isBack.resolve,
    [Symbol.asyncDispose]: async () => {
      isBack.resolve();
      await server[Symbol.asyncDispose]();
    },
  };
}

function quoted(command: readonly string[]): string {
  return command.map((word) => `"${word}"`).join(" ");
}

function background(windows: Windows, url: string): string[] {
  const time = String(CHILD_MS);
  return [
    ...windows.client,
    "--server",
    url,
    "--timeout-ms",
    time,
    "--",
    "x.py",
  ];
}

windowsTest(
  "the client is back at once with its pipes closed, and delivers one event later",
  async (windows) => {
    await using server = patientServer();
    const [deno, ...args] = background(windows, server.url);
    const { closedMs, ...finished } = await windows.capture(
      deno!,
      quoted(args),
    );
    assertEquals(finished, { code: 0, stdout: "", stderr: "" });
    assertLess(closedMs, AT_ONCE_MS);
    const { python } = await server.first() as { python: { argv: string[] } };
    server.answer();
    assertEquals(python.argv, ["x.py"]);
    assertEquals(server.bodies.length, 1);
  },
);

windowsTest(
  "the client's child holds no pipe that the client inherited beside its streams",
  async (windows) => {
    await using server = patientServer();
    const caller = await windows.compile("extra_handle", "extra_handle.exe");
    const { stdout } = await windows.run([
      caller,
      ...background(windows, server.url),
    ]);
    const { endedMs, closedMs } = JSON.parse(stdout);
    assertLess(closedMs - endedMs, AT_ONCE_MS);
    await server.first();
  },
);

windowsTest(
  "the client's child works behind the user's own programs",
  async (windows) => {
    await using server = patientServer();
    const priorities = await windows.compile("priorities", "priorities.exe");
    await windows.run(background(windows, server.url));
    await server.first();
    // No other Deno is running there: the client is back, and tests take turns.
    const { stdout } = await windows.run([priorities, "deno.exe"]);
    server.answer();
    assertEquals(stdout.trim(), BELOW_NORMAL_PRIORITY_CLASS);
  },
);

windowsTest(
  "the client reads the user's config in %APPDATA%, and says with --wait what it did",
  async (windows) => {
    await using server = startServer();
    const folder = windows.here("AppData", "pyanalytics");
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(
      `${folder}/client.jsonc`,
      `{ "server": "${server.url}" } // theirs`,
    );
    const launcher = [
      "cmd",
      "/c",
      `set APPDATA=${windows.there("AppData")}&& %LAUNCHED% --wait`,
    ];
    const { code, stdout, stderr } = await windows.run(launcher, {
      LAUNCHED: quoted(windows.client),
    });
    const { uuid } = await server.first();
    assertEquals({ code, stdout, stderr }, {
      code: 0,
      stdout:
        `Delivered event ${uuid} to ${server.url}/v1/on_import: 200 {"success":true}\n`,
      stderr: "",
    });
  },
);
