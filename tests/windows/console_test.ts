/** Consoles on Windows: Ctrl-C reaches Python, and the client opens no window. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { eventually } from "../../lib/testing/eventually.ts";
import { startServer } from "../client_process.ts";
import { type Windows, windowsTest } from "./windows.ts";

const WRAPPER = fromFileUrl(
  new URL("../../client/wrappers/python.cmd", import.meta.url),
);

/** Flags of `CreateProcess()`. */
const DETACHED_PROCESS = "8";
const CREATE_NEW_CONSOLE = "10";

windowsTest(
  "python.cmd lets each Ctrl-C reach Python once, as without it",
  async (windows) => {
    await Deno.mkdir(windows.here("wrappers"));
    await Deno.copyFile(WRAPPER, windows.here("wrappers", "python.cmd"));
    const python = await windows.compile("interrupted", "real", "python.exe");
    const interrupt = await windows.compile("interrupt", "interrupt.exe");
    const direct = [python, "x.py"];
    const wrapped = ["cmd", "/d", "/c", "python", "x.py"];
    for (const [name, line] of Object.entries({ direct, wrapped })) {
      await Deno.mkdir(windows.here(name));
      const finished = await windows.run(
        [interrupt, windows.there(name), ...line],
        {
          WINEPATH: ["wrappers", "real"].map((each) => windows.there(each))
            .join(";"),
          FOLDER: windows.there(name),
          // Here `start /b` keeps no Ctrl-C from what it starts, so that would end the client.
          PYANALYTICS_DISABLE: "1",
        },
      );
      assertEquals(
        finished,
        { code: 0, stdout: "pressed 2\r\n", stderr: "" },
        name,
      );
    }
  },
);

const CONSOLE = "WineConsoleClass";
/** The desktop itself, which appears with the first window. */
const DESKTOP = "#32769";

/** The windows that `run` makes appear, and then a console of a program without one. */
async function windowsShown(
  windows: Windows,
  run: (startWith: string) => Promise<void>,
): Promise<string[]> {
  const startWith = await windows.compile("start_with", "start_with.exe");
  const watch = await windows.compile("watch_windows", "watch_windows.exe");
  const watching = await windows.spawn([watch, windows.folder]);
  await eventually(
    () => ({
      isThere: exists(windows.here("watching")),
      said: watching.stderr(),
    }),
    ({ isThere }) => isThere,
  );
  await run(startWith);
  // What comes last shows that all before was seen, and that the client's child could have.
  await windows.run(
    [startWith, DETACHED_PROCESS, startWith, "0", "cmd", "/c", "ver"],
  );
  const shown = () =>
    watching.stdout().split(/\r?\n/)
      .filter((name) => name !== "" && name !== DESKTOP);
  await eventually(shown, (titles) => titles.at(-1) === CONSOLE);
  await Deno.writeTextFile(windows.here("over"), "");
  await watching.status;
  return shown();
}

for (
  const [name, flags, own] of [
    ["without a console", DETACHED_PROCESS, []],
    ["in a console of its own", CREATE_NEW_CONSOLE, [CONSOLE]],
  ] as const
) {
  windowsTest(
    `the client's child and what it asks show no window, where the client was called ${name}`,
    async (windows) => {
      await using server = startServer();
      const python = await windows.compile("stand_in", "python.exe");
      const shown = await windowsShown(windows, async (startWith) => {
        await windows.run([
          startWith,
          flags,
          ...windows.client,
          "--server",
          server.url,
          "--python",
          python,
          "--",
          "x.py",
        ]);
        await server.first();
      });
      assertEquals(shown, [...own, CONSOLE]);
    },
  );
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
