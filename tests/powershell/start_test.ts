/** The wrapper for PowerShell, run by one, where there is one. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import {
  exists,
  type Finished,
  outputOf,
  PYTHON,
  Sandbox,
} from "../client_process.ts";
import { ARGUMENTS, recordedWords } from "../wrapper_words.ts";
import { PWSH } from "./pwsh.ts";

const WRAPPER = fromFileUrl(
  new URL("../../client/wrappers/python.ps1", import.meta.url),
);
const WORDS = ARGUMENTS.map(({ word }) => word);

/** Shows its arguments and its input, writes to both streams, ends with 7. */
const SHOW = "import sys; sys.stdout.write(ascii(sys.argv[1:]) + " +
  "sys.stdin.read()); sys.stderr.write('err'); sys.exit(7)";

/** Records how it was called: first into another file, so that nobody reads half of it. */
const FAKE_CLIENT = `#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word"; done >"$RECORD.part"
mv "$RECORD.part" "$RECORD"
`;

/** A sandbox with the wrapper first on `PATH`, and a client that records its arguments. */
class Wrapped extends Sandbox {
  readonly record = `${this.folder}/record`;

  constructor() {
    super();
    Deno.mkdirSync(`${this.folder}/wrappers`);
    Deno.copyFileSync(WRAPPER, `${this.folder}/wrappers/python3.ps1`);
    Deno.writeTextFileSync(`${this.folder}/client`, FAKE_CLIENT, {
      mode: 0o755,
    });
  }

  override environment(changes: Record<string, string | undefined> = {}) {
    return super.environment({
      PATH: `${this.folder}/wrappers:${this.folder}/bin:/usr/bin:/bin`,
      PYANALYTICS_CLIENT: `${this.folder}/client`,
      RECORD: this.record,
      NO_COLOR: "1",
      POWERSHELL_TELEMETRY_OPTOUT: "1",
      POWERSHELL_UPDATECHECK: "Off",
      ...changes,
    });
  }

  /** From another program, by "-File". */
  file(
    args: readonly string[],
    environment: Record<string, string | undefined> = {},
    options: { stdin?: string } = {},
  ): Promise<Finished> {
    const wrapper = `${this.folder}/wrappers/python3.ps1`;
    const command = [PWSH!, "-NoProfile", "-NonInteractive", "-File", wrapper];
    return this.run([...command, ...args], environment, options);
  }

  /** As lines that somebody types, where `python3` is the wrapper. */
  type(
    lines: string,
    environment: Record<string, string | undefined> = {},
  ): Promise<Finished> {
    const named = `Set-Alias python3 '${this.folder}/wrappers/python3.ps1'\n`;
    const command = [PWSH!, "-NoProfile", "-NonInteractive", "-Command"];
    return this.run([...command, named + lines], environment);
  }

  /** What the client was called with. */
  recorded(): Promise<string[]> {
    return recordedWords(this.record);
  }

  reported(args: readonly string[]): string[] {
    const python = `${this.folder}/bin/python3`;
    return ["--wrapper", "ps1", "--python", python, "--", ...args];
  }
}

function test(criterion: string, run: (wrapped: Wrapped) => Promise<void>) {
  const isHere = Deno.build.os === "linux" && PWSH !== undefined;
  const reason = isHere ? "" : " (no PowerShell: PYANALYTICS_TEST_PWSH)";
  Deno.test({
    name: `python.ps1 ${criterion}${reason}`,
    ignore: !isHere,
    fn: async () => {
      await using wrapped = new Wrapped();
      await run(wrapped);
    },
  });
}

/** A word as PowerShell takes it literally. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "''")}'`;
}

/** How Python shows these arguments. */
function shown(args: readonly string[]): string {
  const code = "import sys; sys.stdout.write(ascii(sys.argv[1:]))";
  return outputOf(PYTHON, ["-c", code, ...args]);
}

test("hands on every argument, the input, the output and the exit code", async (wrapped) => {
  const args = ["-c", SHOW, ...WORDS, "-Wignore::x"]
    .concat("--%", "%HOME% a", "-x:$true", "-x: y", "5d", "a, b", "-y:");
  const stdin = "piped\r\n\nin";
  const finished = await wrapped.file(args, {}, { stdin });
  assertEquals(finished, await wrapped.run([PYTHON, ...args], {}, { stdin }));
  assertEquals(finished.code, 7);
  assertEquals(await wrapped.recorded(), wrapped.reported(args));
});

test("hands on bytes as they are", async (wrapped) => {
  const code = "import sys; sys.stdout.buffer.write(bytes([65, 0, 13, 10]))";
  const { stdout } = await wrapped.file(["-c", code]);
  assertEquals(stdout, "A\0\r\n");
  await wrapped.recorded();
});

test("gets from a line what a program would get, and reports the same", async (wrapped) => {
  const typed = WORDS.map(quoted).join(" ");
  const { code, stdout, stderr } = await wrapped.type(
    `python3 -c ${quoted(SHOW)} ${typed}; exit $LASTEXITCODE`,
  );
  assertEquals({ code, stdout, stderr }, {
    code: 7,
    stdout: shown(WORDS),
    stderr: "err",
  });
  assertEquals(
    await wrapped.recorded(),
    wrapped.reported(["-c", SHOW, ...WORDS]),
  );
});

const LINES: [typed: string, words: string[]][] = [
  // Numbers as they were typed.
  ["1.10 0x10 007 1e3 1kb", ["1.10", "0x10", "007", "1e3", "1kb"]],
  ["30d -n:1.50d (2d)", ["30d", "-n:1.50d", "2"]],
  // One word that PowerShell takes for a parameter and its value.
  ["-Wignore::x -X:utf8 -y", ["-Wignore::x", "-X:utf8", "-y"]],
  ["-l:a,b -x:'c d'", ["-l:a,b", "-x:c d"]],
  ["-x: y -z: 'a b' -a:b", ["-x:", "y", "-z:", "a b", "-a:b"]],
  // The first "--" is kept from scripts.
  ["a -- -x -- b", ["a", "--", "-x", "--", "b"]],
  ["'--' -- -x", ["--", "--", "-x"]],
  // An array that is typed is one word, but for spaces; one that is a value is many.
  ["foo[a,b] 1,2", ["foo[a,b]", "1,2"]],
  ["a, b c ,d 'e f' , g,h", ["a,", "b", "c", ",d", "e f", ",", "g,h"]],
  ["-n: a, b", ["-n:", "a,", "b"]],
  ["$list @('c', 'd e') ''", ["p", "q r", "c", "d e", ""]],
  ["a @list -x: b -- x,y", ["a", "p", "q r", "-x:", "b", "--", "x,y"]],
  ["1,2 @list @list z", ["1,2", "p", "q r", "p", "q r", "z"]],
  ["$null $true `\n  -z", ["True", "-z"]],
  // Behind this one, all is for the program to read.
  [`a --% b "c d" 'e %NO_COLOR% $x,y`, ["a", "b", "c d", "'e", "1", "$x,y"]],
  ["a --%", ["a"]],
];

for (const [typed, words] of LINES) {
  test(`reads as a program does: ${JSON.stringify(typed)}`, async (wrapped) => {
    const { stdout } = await wrapped.type(
      `$list = 'p', 'q r'\n& { python3 -c ${quoted(SHOW)} ${typed}\n} 2>$null`,
    );
    assertEquals(stdout, shown(words));
    assertEquals(
      await wrapped.recorded(),
      wrapped.reported(["-c", SHOW, ...words]),
    );
  });
}

test("hands on a function's arguments", async (wrapped) => {
  const { stdout } = await wrapped.type(
    `function py { python3 -c ${
      quoted(SHOW)
    } @args }; py -Wx:y '-a:' z 2>$null`,
  );
  assertEquals(stdout, shown(["-Wx:y", "-a:", "z"]));
  await wrapped.recorded();
});

test("reads from a pipeline, and writes to one", async (wrapped) => {
  const code = quoted("import sys; print(sys.stdin.read().upper())");
  const { stdout, stderr } = await wrapped.type(
    `$found = 'one', 'two' | python3 -c ${code} | Select-String TW
python3 -c 'print(5)' > out.txt
"[$found] [$(Get-Content out.txt)]"`,
  );
  assertEquals({ stdout, stderr }, { stdout: "[TWO] [5]\n", stderr: "" });
  await wrapped.recorded();
});

test("runs where the caller is strict", async (wrapped) => {
  const { code, stdout, stderr } = await wrapped.type(
    `Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
python3 -c 'print(1)' a,b --`,
    { PATH: `/nope:${wrapped.folder}/bin:/usr/bin:/bin` },
  );
  assertEquals({ code, stdout, stderr }, {
    code: 0,
    stdout: "1\n",
    stderr: "",
  });
  await wrapped.recorded();
});

test("runs Python, unreported, where only constrained language is allowed", async (wrapped) => {
  const constrained =
    "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'\n";
  const { stdout, stderr } = await wrapped.type(
    `${constrained}'in' | python3 -c ${quoted(SHOW)} 'a b' '' 'q"q' -x:y
exit $LASTEXITCODE`,
  );
  assertEquals({ stdout, stderr }, {
    stdout: shown(["a b", "", 'q"q', "-x:y"]) + "in\n",
    stderr: "err",
  });
  const absent = await wrapped.type(
    `${constrained}python3\nexit $LASTEXITCODE`,
    {
      PYANALYTICS_PYTHON: "/nope/python",
    },
  );
  assertEquals({ code: absent.code, stdout: absent.stdout }, {
    code: 127,
    stdout: "",
  });
  assertMatch(absent.stderr, /no interpreter at \/nope\/python/);
  await wrapped.gone();
  assertEquals(exists(wrapped.record), false);
});

test("lets one Ctrl-C reach Python once", async (wrapped) => {
  const code = `
import os, signal, time
count = 0
def interrupted(*_):
    global count
    count += 1
signal.signal(signal.SIGINT, interrupted)
os.write(1, b"ready\\n")
while count == 0:
    time.sleep(0.02)
time.sleep(0.5)
os.write(1, b"%d\\n" % count)`;
  const process = new Deno.Command(PWSH!, {
    args: [
      "-NoProfile",
      "-NonInteractive",
      "-File",
      `${wrapped.folder}/wrappers/python3.ps1`,
      "-c",
      code,
    ],
    env: wrapped.environment(),
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    // A group of its own, as a terminal's foreground is.
    detached: true,
  }).spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await lines.read()).value, "ready\n");
  // By now the client has been called, which would be interrupted as well.
  await wrapped.recorded();
  Deno.kill(-process.pid, "SIGINT");
  assertEquals((await lines.read()).value, "1\n");
  await lines.cancel();
  await process.status;
});

for (const client of ["/nope/client", "/dev/null", ""]) {
  test(`does without a client: "${client}"`, async (wrapped) => {
    const finished = await wrapped.file(["-c", "print(1)"], {
      PYANALYTICS_CLIENT: client,
    });
    assertEquals(finished, { code: 0, stdout: "1\n", stderr: "" });
  });
}

test("says that there is no interpreter, with 127", async (wrapped) => {
  const { code, stdout, stderr } = await wrapped.file(["x.py"], {
    PATH: `${wrapped.folder}/wrappers`,
  });
  assertEquals({ code, stdout }, { code: 127, stdout: "" });
  assertMatch(stderr, /^python3: no such interpreter on PATH; .*\n$/);
  assertEquals(exists(wrapped.record), false);
});

test("says that a named interpreter is not there, with 127", async (wrapped) => {
  const { code, stdout, stderr } = await wrapped.file(["x.py"], {
    PYANALYTICS_PYTHON: "/nope/python",
  });
  assertEquals({ code, stdout, stderr }, {
    code: 127,
    stdout: "",
    stderr:
      "python3: no interpreter at /nope/python, which PYANALYTICS_PYTHON names\n",
  });
  assertEquals(exists(wrapped.record), false);
});

test("does not say 0 where the interpreter cannot start", async (wrapped) => {
  const { code, stdout, stderr } = await wrapped.file(["x.py"], {
    PYANALYTICS_PYTHON: "/etc/passwd",
  });
  assert(code !== 0, `exit code ${code}`);
  assertEquals(stdout, "");
  assertMatch(stderr, /passwd/);
  await wrapped.recorded();
});

test("takes the interpreter that is named, and never itself", async (wrapped) => {
  Deno.symlinkSync(PYTHON, `${wrapped.folder}/bin/other`);
  const wrapper = `${wrapped.folder}/wrappers/python3.ps1`;
  const code = "import sys; print(sys.executable)";
  for (
    const [python, expected] of [
      [`${wrapped.folder}/bin/other`, "other"],
      ["other", "other"],
      [wrapper, "python3"],
    ]
  ) {
    const { stdout } = await wrapped.file(["-c", code], {
      PYANALYTICS_PYTHON: python,
    });
    assertEquals(stdout, `${wrapped.folder}/bin/${expected}\n`);
  }
  await wrapped.recorded();
});

test("passes over the empty file that the Store leaves, but not where its Python is", async (wrapped) => {
  const { folder } = wrapped;
  Deno.mkdirSync(`${folder}/store`);
  Deno.writeTextFileSync(`${folder}/store/python3`, "", { mode: 0o755 });
  const environment = {
    PATH: `${folder}/wrappers:${folder}/store:${folder}/bin:/usr/bin:/bin`,
  };
  const args = ["-c", "print(1)"];
  const { stdout } = await wrapped.file(args, environment);
  assertEquals(stdout, "1\n");
  assertEquals(await wrapped.recorded(), wrapped.reported(args));
  Deno.mkdirSync(
    `${folder}/store/PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0`,
  );
  Deno.removeSync(wrapped.record);
  await wrapped.file(args, environment);
  assertEquals((await wrapped.recorded())[3], `${folder}/store/python3`);
});

test("passes over other wrappers", async (wrapped) => {
  const { folder } = wrapped;
  Deno.mkdirSync(`${folder}/copy`);
  Deno.copyFileSync(
    WRAPPER.replace(/\.ps1$/, ".sh"),
    `${folder}/copy/python3`,
  );
  const { stdout } = await wrapped.file(["-c", "print(1)"], {
    PATH: `${folder}/wrappers:${folder}/copy:${folder}/bin:/usr/bin:/bin`,
  });
  assertEquals(stdout, "1\n");
  assertEquals(
    await wrapped.recorded(),
    wrapped.reported(["-c", "print(1)"]),
  );
});

for (
  const variable of ["PYANALYTICS_DISABLE", "DO_NOT_TRACK", "PYANALYTICS_CHILD"]
) {
  test(`calls no client with ${variable}, unless that says no`, async (wrapped) => {
    const args = ["-c", "print(1)"];
    assertEquals((await wrapped.file(args, { [variable]: "1" })).stdout, "1\n");
    await wrapped.gone();
    assertEquals(exists(wrapped.record), false);
    await wrapped.file(args, { [variable]: "No" });
    await wrapped.recorded();
  });
}
