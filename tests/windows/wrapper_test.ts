/** The wrappers on Windows, with stand-ins for what cannot be had there: Python and `.exe`s. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { type Finished, startServer } from "../client_process.ts";
import { ARGUMENTS } from "../wrapper_words.ts";
import { type Captured, type Windows, windowsTest } from "./windows.ts";

const WRAPPER = fromFileUrl(
  new URL("../../client/wrappers/python.cmd", import.meta.url),
);

/** `python.cmd` in a folder of its own, and an interpreter in another. */
class Wrapped {
  readonly windows: Windows;
  readonly #path: string;

  private constructor(windows: Windows) {
    this.windows = windows;
    const folders = ["wrappers", "real", "more"];
    this.#path = folders.map((name) => windows.there(name)).join(";");
  }

  static async in(windows: Windows): Promise<Wrapped> {
    await Deno.mkdir(windows.here("wrappers"));
    await Deno.copyFile(WRAPPER, windows.here("wrappers", "python.cmd"));
    await windows.compile("stand_in", "real", "python.exe");
    return new Wrapped(windows);
  }

  /** Runs a line of `cmd`, with the wrapper first on `PATH`. */
  type(
    line: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Captured> {
    const launched = this.windows.client.map((word) => `"${word}"`).join(" ");
    return this.windows.capture("cmd.exe", `/d /s /c "${line}"`, {
      WINEPATH: this.#path,
      LAUNCHED: launched,
      ...environment,
    });
  }
}

function wrapperTest(name: string, run: (wrapped: Wrapped) => Promise<void>) {
  windowsTest(`python.cmd ${name}`, async (windows) => {
    await run(await Wrapped.in(windows));
  });
}

/** What the stand-in leaves. */
function told(...words: string[]): Finished {
  const stdout = words.map((word) => `[${word}]\n`).join("") + "input";
  return { code: 7, stdout, stderr: "error" };
}

function finished({ closedMs: _, ...rest }: Captured): Finished {
  return rest;
}

wrapperTest(
  "hands on arguments, streams and exit code, and its client reports the same",
  async (wrapped) => {
    const isBack = Promise.withResolvers<void>();
    await using server = startServer(async () => {
      await isBack.promise;
      return Response.json({ success: true });
    });
    await wrapped.windows.compile(
      "launcher",
      "wrappers",
      "pyanalytics-client.exe",
    );
    const usable = ARGUMENTS.filter(({ cmd }) => cmd !== undefined);
    const typed = usable.map(({ cmd }) => cmd).join(" ");
    const direct = await wrapped.type(`python.exe ${typed}`);
    const words = usable.map(({ word }) => word);
    assertEquals(finished(direct), told(...words));
    const captured = await wrapped.type(`python ${typed}`, {
      PYANALYTICS_SERVER: server.url,
      PYANALYTICS_ARGV: "full",
    });
    assertEquals(finished(captured), finished(direct));
    // The server has not answered yet: nobody waited for the client.
    assertLess(captured.closedMs, 10_000);
    const { python, client } = await server.first() as Record<
      string,
      Record<string, unknown>
    >;
    isBack.resolve();
    assertEquals(python?.argv, words);
    assertEquals(client?.wrapper, "cmd");
  },
);

wrapperTest("returns to the batch file that calls it", async (wrapped) => {
  await Deno.writeTextFile(
    wrapped.windows.here("caller.cmd"),
    "@call python x.py\r\n@echo %errorlevel%\r\n",
  );
  const { stdout } = await wrapped.type(
    `"${wrapped.windows.there("caller.cmd")}"`,
  );
  assertEquals(stdout, "[x.py]\ninput7\r\n");
});

for (const client of ["", "C:\\nope.exe", "C:\\windows"]) {
  wrapperTest(`does without a client: "${client}"`, async (wrapped) => {
    const environment = { PYANALYTICS_CLIENT: client };
    const captured = await wrapped.type("python x.py", environment);
    assertEquals(finished(captured), told("x.py"));
  });
}

wrapperTest("says that there is no interpreter, with 127", async (wrapped) => {
  const captured = await wrapped.type("python x.py", {
    WINEPATH: wrapped.windows.there("wrappers"),
  });
  assertEquals(finished(captured), {
    code: 127,
    stdout: "",
    stderr:
      "python: no such interpreter on PATH; PYANALYTICS_PYTHON can name one\r\n",
  });
});

wrapperTest(
  "leaves it to cmd to say that a named interpreter is not there",
  async (wrapped) => {
    const { code, stdout, stderr } = await wrapped.type("python x.py", {
      PYANALYTICS_PYTHON: "C:\\nope\\python.exe",
    });
    assert(code !== 0, `exit code ${code}`);
    assertEquals(stdout, "");
    assertMatch(stderr, /nope/);
  },
);

wrapperTest(
  "passes over the empty file that the Store leaves, but not where its Python is",
  async (wrapped) => {
    const { windows } = wrapped;
    await Deno.mkdir(windows.here("store"));
    await Deno.writeTextFile(windows.here("store", "python.exe"), "");
    const environment = {
      WINEPATH: ["wrappers", "store", "real"]
        .map((name) => windows.there(name)).join(";"),
    };
    const captured = await wrapped.type("python x.py", environment);
    assertEquals(finished(captured), told("x.py"));
    // Here nothing can stand in for what Windows makes of such a file: it cannot be started.
    const name = "PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0";
    await Deno.mkdir(windows.here("store", name));
    const { code, stdout } = await wrapped.type("python x.py", environment);
    assertEquals({ isOk: code === 0 || code === 7, stdout }, {
      isOk: false,
      stdout: "",
    });
  },
);

wrapperTest(
  "takes a version manager's batch file, and passes over wrappers elsewhere",
  async (wrapped) => {
    const { windows } = wrapped;
    for (const name of ["other", "manager"]) {
      await Deno.mkdir(windows.here(name));
    }
    for (const name of ["python.cmd", "python.bat"]) {
      await Deno.copyFile(WRAPPER, windows.here("other", name));
    }
    // Its second line would end a command, were it ever expanded as text.
    await Deno.writeTextFile(
      windows.here("manager", "python.bat"),
      '@echo off\r\nrem " & echo "broken" | % ! ^ > x\r\n' +
        `"${
          windows.there("real", "python.exe")
        }" by-manager %*\r\nexit /b 9\r\n`,
    );
    const captured = await wrapped.type('python "a b" "!x!" ""', {
      WINEPATH: ["wrappers", "other", "manager", "real"]
        .map((name) => windows.there(name)).join(";"),
    });
    assertEquals(finished(captured), {
      ...told("by-manager", "a b", "!x!", ""),
      code: 9,
    });
  },
);

wrapperTest(
  "leaves no variable of its own to the interpreter",
  async (wrapped) => {
    const { stdout } = await wrapped.type("python /d /c set _pya", {
      PYANALYTICS_PYTHON: "C:\\windows\\system32\\cmd.exe",
    });
    assertEquals(stdout, "");
  },
);

wrapperTest(
  "finds the client on PATH, and calls none where it is switched off",
  async (wrapped) => {
    await using server = startServer();
    await wrapped.windows.compile("launcher", "more", "pyanalytics-client.exe");
    const environment = { PYANALYTICS_SERVER: server.url };
    const off = ["PYANALYTICS_DISABLE", "DO_NOT_TRACK", "PYANALYTICS_CHILD"];
    for (const name of off) {
      const captured = await wrapped.type("python off.py", {
        ...environment,
        [name]: "1",
      });
      assertEquals(finished(captured), told("off.py"));
    }
    await wrapped.type("python on.py", { ...environment, DO_NOT_TRACK: "No" });
    const { python } = await server.first() as { python: { argv: string[] } };
    assertEquals(python.argv, ["on.py"]);
    assertEquals(server.bodies.length, 1);
  },
);
