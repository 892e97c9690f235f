/** The wrapper for POSIX shells, in each shell that this machine has. */
import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import {
  exists,
  type Finished,
  outputOf,
  PYTHON,
  Sandbox,
  WRAPPER,
} from "./client_process.ts";
import { ARGUMENTS, recordedWords } from "./wrapper_words.ts";

const SHELLS: [name: string, command: string[]][] = [
  ["sh", ["/bin/sh"]],
  ["dash", ["/usr/bin/dash"]],
  ["bash", ["/usr/bin/bash"]],
  ["busybox", ["/usr/bin/busybox", "sh"]],
  ["zsh", ["/usr/bin/zsh"]],
  ["ksh", ["/usr/bin/ksh"]],
  ["yash", ["/usr/bin/yash"]],
];

/** Records how it was called: first into another file, so that nobody reads half of it. */
const FAKE_CLIENT = `#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word"; done >"$RECORD.part"
ls -l /proc/$$/fd >"$RECORD.fds"
mv "$RECORD.part" "$RECORD"
`;

/** A sandbox with the wrapper first on `PATH`, and a client that records its arguments. */
class Wrapped extends Sandbox {
  readonly record = `${this.folder}/record`;
  readonly shell: readonly string[];

  constructor(shell: readonly string[]) {
    super();
    this.shell = shell;
    Deno.mkdirSync(`${this.folder}/wrappers`);
    Deno.copyFileSync(WRAPPER, `${this.folder}/wrappers/python3`);
    Deno.chmodSync(`${this.folder}/wrappers/python3`, 0o755);
    Deno.writeTextFileSync(`${this.folder}/client`, FAKE_CLIENT, {
      mode: 0o755,
    });
  }

  override environment(changes: Record<string, string | undefined> = {}) {
    return super.environment({
      PATH: `${this.folder}/wrappers:${this.folder}/bin:/usr/bin:/bin`,
      PYANALYTICS_CLIENT: `${this.folder}/client`,
      RECORD: this.record,
      // Arguments are characters of its locale to this shell, not bytes.
      ...(this.shell[0]?.endsWith("/yash") ? { LC_ALL: "C.UTF-8" } : {}),
      ...changes,
    });
  }

  python(
    args: readonly string[],
    environment: Record<string, string | undefined> = {},
    options: { stdin?: string } = {},
  ): Promise<Finished> {
    const command = [...this.shell, `${this.folder}/wrappers/python3`];
    return this.run([...command, ...args], environment, options);
  }

  /** What the client was called with. */
  recorded(): Promise<string[]> {
    return recordedWords(this.record);
  }
}

function fifo(path: string): void {
  outputOf("mkfifo", [path]);
}

for (const [name, shell] of SHELLS) {
  const test = (criterion: string, run: (wrapped: Wrapped) => Promise<void>) =>
    Deno.test({
      name: `wrapper in ${name} ${criterion}`,
      ignore: Deno.build.os !== "linux" || !exists(shell[0]!),
      fn: async () => {
        await using wrapped = new Wrapped(shell);
        await run(wrapped);
      },
    });

  test("hands on every argument, the input, the output and the exit code", async (wrapped) => {
    const code =
      "import sys; sys.stdout.write(repr(sys.argv[1:]) + sys.stdin.read()); " +
      "sys.stderr.write('err'); sys.exit(7)";
    const args = ["-c", code, ...ARGUMENTS.map(({ word }) => word)];
    const finished = await wrapped.python(args, {}, { stdin: "piped\nin" });
    const expected = await wrapped.run([PYTHON, ...args], {}, {
      stdin: "piped\nin",
    });
    assertEquals(finished, expected);
    assertEquals(finished.code, 7);
    assertEquals(await wrapped.recorded(), [
      "--wrapper",
      "sh",
      "--python",
      `${wrapped.folder}/bin/python3`,
      "--",
      ...args,
    ]);
  });

  test("becomes the interpreter, with no child and no variable left over", async (wrapped) => {
    const code = `
import os
print(os.getpid() == os.getpgid(0) or os.getppid() == ${Deno.pid})
try:
    os.waitpid(-1, os.WNOHANG)
    print("children")
except OSError:
    print("no children")
print([name for name in os.environ if name.startswith("_pya")])`;
    const { stdout } = await wrapped.python(["-c", code]);
    assertEquals(stdout, "True\nno children\n[]\n");
    await wrapped.recorded();
  });

  test("keeps the caller's streams and descriptors from the client", async (wrapped) => {
    const { stdout } = await wrapped.run([
      "sh",
      "-c",
      'exec 3>&1 9>&1; exec "$@"',
      "sh",
      ...wrapped.shell,
      `${wrapped.folder}/wrappers/python3`,
      "-c",
      "import os; os.write(3, b'three'); os.write(9, b'nine')",
    ]);
    assertEquals(stdout, "threenine");
    await wrapped.recorded();
    const open = Deno.readTextFileSync(`${wrapped.record}.fds`);
    assertMatch(open, / 0 -> \/dev\/null$/m);
    assertMatch(open, / 2 -> \/dev\/null$/m);
    assertNotMatch(open, / [39] -> /);
  });

  test("passes a signal on to the interpreter", async (wrapped) => {
    const code = `
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(42))
os.kill(os.getpid(), signal.SIGTERM)
signal.pause()`;
    const { code: exitCode } = await wrapped.python(["-c", code]);
    assertEquals(exitCode, 42);
    const { stdout } = await wrapped.python([
      "-c",
      "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)",
    ]);
    assertEquals(stdout, "True\n");
    await wrapped.recorded();
  });

  test("starts the client when Python has started", async (wrapped) => {
    const { record } = wrapped;
    const before = Date.now();
    assertEquals((await wrapped.python(["-c", "pass"])).code, 0);
    await wrapped.recorded();
    // A file's times are some milliseconds behind.
    const waitedMs = Deno.statSync(`${record}.fds`).mtime!.getTime() - before;
    assert(waitedMs >= 90, `only ${waitedMs} ms`);
  });

  test("lets one Ctrl-C or a closed terminal reach Python once, and none the client", async (wrapped) => {
    Deno.writeTextFileSync(
      `${wrapped.folder}/client`,
      `#!/bin/sh\nread -r _ <"$RECORD.pipe"\n${FAKE_CLIENT.slice(10)}`,
      { mode: 0o755 },
    );
    const made = await wrapped.run(["mkfifo", `${wrapped.record}.pipe`]);
    assertEquals(made.code, 0);
    const code = `
import os, signal, sys
count = 0
def interrupted(*_):
    global count
    count += 1
    os.write(1, b"interrupted\\n")
signal.signal(signal.SIGINT, interrupted)
signal.signal(signal.SIGHUP, lambda *_: sys.exit(40 + count))
os.write(1, b"ready\\n")
while True:
    signal.pause()`;
    const [command, ...args] = shell.concat(
      `${wrapped.folder}/wrappers/python3`,
      "-c",
      code,
    );
    const process = new Deno.Command(command!, {
      args,
      env: wrapped.environment(),
      clearEnv: true,
      stdout: "piped",
      // A group of its own, as a terminal's foreground is.
      detached: true,
    }).spawn();
    const lines = process.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
    assertEquals((await lines.read()).value, "ready\n");
    Deno.kill(-process.pid, "SIGINT");
    assertEquals((await lines.read()).value, "interrupted\n");
    Deno.kill(-process.pid, "SIGHUP");
    assertEquals((await process.status).code, 41);
    await lines.cancel();
    // To read as well: else it waits for a client, and without an end where there is none.
    using pipe = Deno.openSync(`${wrapped.record}.pipe`, {
      read: true,
      write: true,
    });
    pipe.writeSync(new TextEncoder().encode("go\n"));
    assertEquals((await wrapped.recorded()).at(-1), code);
  });

  test("goes on behind a version manager that comes back to it, and reports once", async (wrapped) => {
    const { folder } = wrapped;
    // As pyenv does for "system", and others behind it.
    const manager = `#!/bin/sh
echo "$0" >&2
own=$\{0%/*}
rest=:$PATH:
PATH=$\{rest%%:"$own":*}:$\{rest#*:"$own":}
for folder in $(IFS=:; echo $PATH); do
  [ ! -x "$folder/python3" ] || exec "$folder/python3" "$@"
done
exit 9
`;
    for (const name of ["one/shims", "two"]) {
      Deno.mkdirSync(`${folder}/${name}`, { recursive: true });
      Deno.writeTextFileSync(`${folder}/${name}/python3`, manager, {
        mode: 0o755,
      });
    }
    const path = ["wrappers", "one/shims", "two"]
      .map((each) => `${folder}/${each}`).join(":");
    const code =
      "import os; print([n for n in os.environ if n.startswith('PYANALYTICS_T')])";
    for (const named of [undefined, `${folder}/two/python3`]) {
      Deno.writeTextFileSync(
        `${folder}/client`,
        FAKE_CLIENT.replace("#!/bin/sh", '#!/bin/sh\necho >>"$RECORD.calls"'),
      );
      const finished = await wrapped.python(["-c", code], {
        PATH: `${path}:${folder}/bin:/usr/bin:/bin`,
        PYANALYTICS_PYTHON: named,
      });
      const [first, second] = named === undefined
        ? ["one/shims", "two"]
        : ["two", "one/shims"];
      assertEquals(finished, {
        code: 0,
        stdout: "['PYANALYTICS_TEST_MARK']\n",
        stderr: `${folder}/${first}/python3\n${folder}/${second}/python3\n`,
      });
      await wrapped.recorded();
      await wrapped.gone();
      assertEquals(Deno.readTextFileSync(`${wrapped.record}.calls`), "\n");
      Deno.removeSync(`${wrapped.record}.calls`);
    }
  });

  for (const client of ["/nope/client", "/dev/null", ""]) {
    test(`does without a client: "${client}"`, async (wrapped) => {
      const finished = await wrapped.python(["-c", "print(1)"], {
        PYANALYTICS_CLIENT: client,
      });
      assertEquals(finished, { code: 0, stdout: "1\n", stderr: "" });
    });
  }

  test("says that there is no interpreter, with 127", async (wrapped) => {
    const { code, stdout, stderr } = await wrapped.python(["x.py"], {
      PATH: `${wrapped.folder}/wrappers`,
    });
    assertEquals({ code, stdout }, { code: 127, stdout: "" });
    assertMatch(stderr, /^python3: no such interpreter on PATH .*\n$/);
    assertEquals(exists(wrapped.record), false);
  });

  test("takes the interpreter that is named, and never itself", async (wrapped) => {
    const other = `${wrapped.folder}/other`;
    Deno.symlinkSync(PYTHON, other);
    const wrapper = `${wrapped.folder}/wrappers/python3`;
    for (const python of [other, wrapper]) {
      const { stdout } = await wrapped.python(["-c", "print(1)"], {
        PYANALYTICS_PYTHON: python,
      });
      assertEquals(stdout, "1\n");
    }
    await wrapped.recorded();
  });

  test("passes over other copies and links of itself", async (wrapped) => {
    const { folder } = wrapped;
    for (const copy of ["copy", "link"]) Deno.mkdirSync(`${folder}/${copy}`);
    Deno.copyFileSync(WRAPPER, `${folder}/copy/python3`);
    Deno.symlinkSync(`${folder}/wrappers/python3`, `${folder}/link/python3`);
    const { stdout } = await wrapped.python(["-c", "print(1)"], {
      PATH:
        `${folder}/wrappers:${folder}/copy:${folder}/link:${folder}/bin:/usr/bin:/bin`,
    });
    assertEquals(stdout, "1\n");
    await wrapped.recorded();
  });

  test("looks into no program that is listed beside it, unless that was changed since", async (wrapped) => {
    const { folder } = wrapped;
    const looks = `${folder}/looks`;
    Deno.writeTextFileSync(
      `${folder}/bin/dd`,
      `#!/bin/sh\necho look >>'${looks}'\nexec /usr/bin/dd "$@"\n`,
      { mode: 0o755 },
    );
    const list = `${folder}/wrappers/pyanalytics-programs`;
    const started = async () => {
      const finished = await wrapped.python(["-c", "print(1)"], {
        DO_NOT_TRACK: "1",
      });
      assertEquals(finished, { code: 0, stdout: "1\n", stderr: "" });
      return exists(looks);
    };
    Deno.writeTextFileSync(list, `:/nope/python3:${folder}/bin/python3:\n\n`);
    assertEquals(await started(), false);
    // The interpreter is newer than that.
    Deno.utimeSync(list, 1, 1);
    assertEquals(await started(), true);
    Deno.removeSync(looks);
    Deno.writeTextFileSync(list, `:${folder}/bin/python:\n\n`);
    assertEquals(await started(), true);
    // Nor is anything said of one that is no list at all, or waited for.
    for (const make of [() => Deno.mkdirSync(list), () => fifo(list)]) {
      Deno.removeSync(list);
      make();
      Deno.removeSync(looks);
      assertEquals(await started(), true);
    }
  });

  for (
    const variable of [
      "PYANALYTICS_DISABLE",
      "DO_NOT_TRACK",
      "PYANALYTICS_CHILD",
    ]
  ) {
    test(`calls no client with ${variable}, unless that says no`, async (wrapped) => {
      const args = ["-c", "print(1)"];
      assertEquals(
        (await wrapped.python(args, { [variable]: "1" })).stdout,
        "1\n",
      );
      await wrapped.gone();
      assertEquals(exists(wrapped.record), false);
      await wrapped.python(args, { [variable]: "No" });
      await wrapped.recorded();
    });
  }

  test("reports without arguments where the client cannot take them", async (wrapped) => {
    // As the executable does with arguments that are not Unicode.
    const picky =
      `#!/bin/sh\ncase $* in *--\\ *) exit 101 ;; esac\n${FAKE_CLIENT}`;
    Deno.writeTextFileSync(`${wrapped.folder}/client`, picky);
    await wrapped.python(["-c", "pass"]);
    assertEquals(await wrapped.recorded(), [
      "--wrapper",
      "sh",
      "--python",
      `${wrapped.folder}/bin/python3`,
    ]);
  });
}

Deno.test({
  name: "wrapper satisfies shellcheck",
  ignore: !exists("/usr/bin/shellcheck"),
  fn: () => assertEquals(outputOf("/usr/bin/shellcheck", [WRAPPER]), ""),
});
