/** The file that reports a start from inside the interpreter, in each Python of this machine. */
import {
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl } from "@std/path";
import { exists, type Finished, Sandbox } from "./client_process.ts";
import { INTERPRETERS } from "./python/interpreters.ts";
import { ARGUMENTS, recordedWords, wordsOf } from "./wrapper_words.ts";

const FILE = fromFileUrl(
  new URL("../client/portable/pyanalytics_start.py", import.meta.url),
);

/** Records its arguments, what it inherited, and which process started it. */
const FAKE_CLIENT = `#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word"; done >"$RECORD.part"
ls -l /proc/$$/fd >"$RECORD.fds"
grep -E '^(PPid|SigIgn):' /proc/$$/status >"$RECORD.status"
mv "$RECORD.part" "$RECORD"
`;

/** A sandbox whose interpreter finds the file as its `sitecustomize`. */
class Started extends Sandbox {
  readonly record = `${this.folder}/record`;
  readonly python: string;

  constructor(python: string) {
    super();
    this.python = python;
    Deno.mkdirSync(`${this.folder}/site`);
    Deno.copyFileSync(FILE, `${this.folder}/site/sitecustomize.py`);
    this.writeClient(FAKE_CLIENT);
  }

  writeClient(text: string): void {
    Deno.writeTextFileSync(`${this.folder}/client`, text, { mode: 0o755 });
  }

  override environment(changes: Record<string, string | undefined> = {}) {
    return super.environment({
      PYTHONPATH: `${this.folder}/site`,
      PYTHONDONTWRITEBYTECODE: "1",
      PYANALYTICS_CLIENT: `${this.folder}/client`,
      RECORD: this.record,
      // What Python 3.6 takes arguments to be written in.
      LC_ALL: "C.UTF-8",
      ...changes,
    });
  }

  start(
    args: readonly string[],
    environment: Record<string, string | undefined> = {},
  ): Promise<Finished> {
    return this.run([this.python, ...args], environment, { stdin: "in" });
  }

  /** What the client was called with. */
  recorded(): Promise<string[]> {
    return recordedWords(this.record);
  }
}

for (const { name, path: python, unavailable } of INTERPRETERS) {
  const test = (criterion: string, run: (started: Started) => Promise<void>) =>
    Deno.test({
      name: `pyanalytics_start.py in Python ${name} ${criterion}`,
      ignore: Deno.build.os !== "linux" || unavailable !== undefined,
      fn: async () => {
        await using started = new Started(python);
        await run(started);
      },
    });

  test("reports every argument, and changes nothing that the program sees", async (started) => {
    const code = `
import os, sys
sys.stdout.write(repr(sys.argv) + repr(sorted(os.environ)) + sys.stdin.read())
sys.stderr.write(repr(sorted(set(sys.modules) - set(['sitecustomize']))))
sys.exit(7)`;
    const args = ["-c", code, ...ARGUMENTS.map(({ word }) => word)];
    const finished = await started.start(args);
    assertEquals(await started.recorded(), [
      "--wrapper",
      "site",
      "--python",
      started.python,
      "--",
      ...args,
    ]);
    await Deno.writeTextFile(`${started.folder}/site/sitecustomize.py`, "");
    assertEquals(finished, await started.start(args));
    assertEquals(finished.code, 7);
  });

  test("leaves the program no child, and the client nothing of the program", async (started) => {
    const code = `
import os
try:
    os.waitpid(-1, 0)
    print("children")
except OSError:
    print("no children")`;
    const { stdout } = await started.run(
      ["sh", "-c", 'exec 3>&1 9>&1; exec "$@"', "sh", python, "-c", code],
    );
    assertEquals(stdout, "no children\n");
    await started.recorded();
    const open = Deno.readTextFileSync(`${started.record}.fds`);
    assertMatch(open, / 0 -> \/dev\/null$/m);
    assertMatch(open, / 2 -> \/dev\/null$/m);
    assertNotMatch(open, / [39] -> /);
    const status = Deno.readTextFileSync(`${started.record}.status`);
    const ignored = BigInt(`0x${/SigIgn:\s*(\S+)/.exec(status)?.[1]}`);
    // Python ignores SIGPIPE and SIGXFSZ.
    assertEquals(ignored & (1n << 12n | 1n << 24n), 0n);
  });

  for (
    const [what, client] of [
      ["that is not there", "/nope/client"],
      ["that is a folder", "/tmp"],
      ["that cannot be run", FILE],
    ] as const
  ) {
    test(`says nothing about a client ${what}`, async (started) => {
      const finished = await started.start(["-c", "print(1)"], {
        PYANALYTICS_CLIENT: client,
      });
      assertEquals(finished, { code: 0, stdout: "1\n", stderr: "" });
    });
  }

  for (
    const variable of [
      "PYANALYTICS_DISABLE",
      "DO_NOT_TRACK",
      "PYANALYTICS_CHILD",
    ]
  ) {
    test(`calls no client with ${variable}, unless that says no`, async (started) => {
      await started.start(["-c", ""], { [variable]: "1" });
      await started.gone();
      assertEquals(exists(started.record), false);
      await started.start(["-c", ""], { [variable]: "No" });
      await started.recorded();
    });
  }

  test("does not wait for the client, whose child may call Python again", async (started) => {
    // A client that asks the interpreter as the real one does: marked, so no start is reported.
    started.writeClient(
      `#!/bin/sh\n[ ! -e "$RECORD.asked" ] || echo again >"$RECORD.again"\n` +
        `read -r _ <"$RECORD.pipe"\n: >"$RECORD.asked"\n` +
        `PYANALYTICS_CHILD=1 "$4" -c 'import sys' || exit\n` +
        FAKE_CLIENT.slice(FAKE_CLIENT.indexOf("\n") + 1),
    );
    const made = await started.run(["mkfifo", `${started.record}.pipe`]);
    assertEquals(made.code, 0);
    // Were the client waited for, this would not come back before it is let go on.
    const { stdout } = await started.start(["-c", "print(1)"]);
    assertEquals(stdout, "1\n");
    await Deno.writeTextFile(`${started.record}.pipe`, "go\n");
    await started.recorded();
    await started.gone();
    assertEquals(exists(`${started.record}.again`), false);
  });

  test("finds the client beside itself, and reports without arguments that are no text", async (started) => {
    Deno.renameSync(
      `${started.folder}/client`,
      `${started.folder}/site/pyanalytics-client`,
    );
    await started.run(
      ["sh", "-c", `exec "$0" -c pass "$(printf '\\377')"`, python],
      { PYANALYTICS_CLIENT: undefined },
    );
    const words = await started.recorded();
    assertEquals(words, ["--wrapper", "site", "--python", started.python]);
  });

  test("calls Windows, were it there, with a line that means the same words", async (started) => {
    const words = ARGUMENTS.map(({ word }) => word);
    const code = `
import json, os, sys
calls = []
class Windows(object):
    @staticmethod
    def CreateProcess(*args):
        calls.append(args[:-1] + (args[-1].wShowWindow,))
        return "process", "thread", 1, 2
    @staticmethod
    def CloseHandle(handle):
        calls.append(handle)
sys.modules["_winapi"] = Windows
os.name = "nt"
path = ${JSON.stringify(FILE)}
sys.orig_argv = json.loads(sys.argv[1])
os.environ["PYANALYTICS_CLIENT"] = "C:/the client.exe"
with open(path) as file:
    text = file.read()
exec(compile(text, path, "exec"), {"__file__": path})
print(json.dumps(calls))`;
    const { stdout, stderr } = await started.start(
      ["-c", code, JSON.stringify(["python", ...words])],
      { PYTHONPATH: undefined },
    );
    assertEquals(stderr, "");
    const [created, ...closed] = JSON.parse(stdout);
    const [application, line, ...rest] = created;
    assertEquals(application, "C:/the client.exe");
    assertEquals(wordsOf(line), [
      "C:/the client.exe",
      "--wrapper",
      "site",
      "--python",
      started.python,
      "--",
      ...words,
    ]);
    // No handle inherited, detached, and no window.
    assertEquals(rest, [null, null, false, 0x208, null, null, 0]);
    assertEquals(closed, ["process", "thread"]);
  });

  test("is imported by a .pth file under its own name", async (started) => {
    const site = `${started.folder}/site`;
    Deno.renameSync(`${site}/sitecustomize.py`, `${site}/pyanalytics_start.py`);
    Deno.writeTextFileSync(
      `${site}/pyanalytics.pth`,
      "import pyanalytics_start\n",
    );
    const { stderr } = await started.start([
      "-c",
      `import site; site.addsitedir(${JSON.stringify(site)})`,
    ], { PYTHONPATH: undefined });
    assertEquals(stderr, "");
    assertStringIncludes(
      (await started.recorded()).join(" "),
      "--wrapper site",
    );
  });
}
