/** `install` and `uninstall`, from source and as the executable. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  type ClientProgram,
  CLIENTS,
  exists,
  type Finished,
  PYTHON,
  Sandbox,
  startServer,
  WRAPPER,
} from "./client_process.ts";

/** A sandbox with a folder to install into, and a client to install. */
class Installed extends Sandbox {
  readonly dir = `${this.folder}/it's my/shims`;
  readonly #program: ClientProgram;

  constructor(program: ClientProgram) {
    super();
    this.#program = program;
    const words = program.command.map((word) => `'${word}'`).join(" ");
    Deno.writeTextFileSync(
      `${this.folder}/client`,
      `#!/bin/sh\nexec ${words} "$@"\n`,
      { mode: 0o755 },
    );
  }

  command(
    command: string,
    args: readonly string[],
    environment: Record<string, string | undefined> = {},
  ): Promise<Finished> {
    const where = ["--dir", this.dir];
    return this.client(
      this.#program,
      [command, ...where, ...args],
      // Interpreters of this machine would be found, too.
      { PATH: `${this.folder}/bin`, ...environment },
    );
  }

  install(
    args: readonly string[] = [],
    environment: Record<string, string | undefined> = {},
  ): Promise<Finished> {
    const client = ["--client", `${this.folder}/client`];
    return this.command("install", [...client, ...args], environment);
  }

  uninstall(args: readonly string[] = []): Promise<Finished> {
    return this.command("uninstall", args);
  }

  /** Everything in the sandbox that an installation may touch, as text. */
  tree(): string[] {
    const lines: string[] = [];
    const walk = (folder: string) => {
      const entries = Array.from(Deno.readDirSync(folder))
        .sort((a, b) => a.name.localeCompare(b.name));
      for (const { name, isDirectory, isSymlink } of entries) {
        const path = `${folder}/${name}`;
        const what = isDirectory
          ? "folder"
          : isSymlink
          ? Deno.readLinkSync(path)
          : Deno.readTextFileSync(path);
        lines.push(`${path.slice(this.folder.length)}: ${what}`);
        if (isDirectory) walk(path);
      }
    };
    walk(this.folder);
    return lines.filter((line) => !/^\/(tmp|home)\b/.test(line));
  }
}

function ok({ code, stderr }: Finished): void {
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
}

for (const program of CLIENTS) {
  const test = (
    criterion: string,
    run: (installed: Installed) => Promise<void>,
  ) =>
    Deno.test({
      name: `install from ${program.name} ${criterion}`,
      ignore: program.ignore || Deno.build.os !== "linux",
      fn: async () => {
        await using installed = new Installed(program);
        await run(installed);
      },
    });

  test("puts a wrapper first that reports and runs the real one, until uninstalled", async (installed) => {
    const { folder, dir } = installed;
    const before = installed.tree();
    const said = await installed.install(["python3"]);
    ok(said);
    assertStringIncludes(said.stdout, `python3: runs ${folder}/bin/python3\n`);
    // The line that it tells to say, said by a shell.
    const line = /^ {2}sh: (.*)$/m.exec(said.stdout)![1]!;
    await using server = startServer();
    const { stdout } = await installed.run(
      ["/bin/sh", "-c", `${line}\npython3 -c 'print(1)' "a b"`],
      {
        PYANALYTICS_SERVER: server.url,
        PYANALYTICS_TIMEOUT_MS: "30000",
        ...program.environment,
      },
    );
    assertEquals(stdout, "1\n");
    const event = await server.first() as Record<string, { wrapper?: string }>;
    assertEquals(event.client?.wrapper, "sh");
    await installed.gone();

    ok(await installed.uninstall());
    assertEquals(installed.tree(), before);
    assertEquals(exists(dir), false);
  });

  test("lists the programs, which wrappers then need not look into", async (installed) => {
    const { folder, dir } = installed;
    Deno.writeTextFileSync(`${folder}/bin/python3.98`, "#!/bin/sh\nexit 98\n", {
      mode: 0o755,
    });
    Deno.symlinkSync(PYTHON, `${folder}/bin/python3.99`);
    const list = () =>
      Deno.readTextFileSync(`${dir}/pyanalytics-programs`).split("\n")[0];
    ok(await installed.install(["python3", "python3.98"]));
    assertEquals(list(), `:${folder}/bin/python3:`);
    ok(await installed.install(["python3.99"]));
    assertEquals(list(), `:${folder}/bin/python3:${folder}/bin/python3.99:`);
    const looks = `${folder}/looks`;
    Deno.writeTextFileSync(`${folder}/bin/dd`, `#!/bin/sh\n>'${looks}'\n`, {
      mode: 0o755,
    });
    const PATH = `${dir}:${folder}/bin:/usr/bin:/bin`;
    const off = { PATH, DO_NOT_TRACK: "1" };
    for (const name of ["python3", "python3.99"]) {
      const started = await installed.run([name, "-c", "print(1)"], off);
      assertEquals(started, { code: 0, stdout: "1\n", stderr: "" });
    }
    assertEquals(exists(looks), false);
    assertEquals((await installed.run(["python3.98"], off)).code, 98);
    assertEquals(exists(looks), true);
  });

  test("says with --dry-run what it would do, and does nothing", async (installed) => {
    const before = installed.tree();
    const dry = await installed.install(["--dry-run", "python3"]);
    ok(dry);
    assertEquals(installed.tree(), before);
    const real = await installed.install(["python3"]);
    assertEquals(
      dry.stdout.replace("Would put into", "Put into"),
      real.stdout,
    );
    const after = installed.tree();
    const undo = await installed.uninstall(["--dry-run"]);
    ok(undo);
    assertEquals(installed.tree(), after);
    assertEquals(
      undo.stdout.replaceAll("would be removed", "removed"),
      (await installed.uninstall()).stdout,
    );
  });

  test("writes over nothing that it did not write, and then nothing at all", async (installed) => {
    const { dir } = installed;
    ok(await installed.install(["python3"]));
    Deno.writeTextFileSync(`${dir}/python3`, "mine now");
    Deno.symlinkSync("/nope", `${dir}/python`);
    Deno.symlinkSync(PYTHON, `${installed.folder}/bin/python`);
    Deno.symlinkSync(PYTHON, `${installed.folder}/bin/python3.9`);
    const before = installed.tree();
    const { code, stdout, stderr } = await installed.install();
    assertEquals({ code, stdout }, { code: 1, stdout: "" });
    assertEquals(
      stderr,
      `pyanalytics-client install: Cannot write "${dir}/python", "${dir}/python3": there ` +
        'already, and not as "install" put it there; move it away, or choose another --dir\n',
    );
    assertEquals(installed.tree(), before);

    const undone = await installed.uninstall();
    ok(undone);
    assertStringIncludes(
      undone.stdout,
      "  python3: changed since it was installed, left there\n",
    );
    assertEquals(Array.from(Deno.readDirSync(dir), ({ name }) => name).sort(), [
      "python",
      "python3",
    ]);
    assertEquals(Deno.readTextFileSync(`${dir}/python3`), "mine now");
  });

  test("brings an older installation up to date, and adds to it", async (installed) => {
    const { dir } = installed;
    ok(await installed.install(["python3"]));
    const fresh = installed.tree();
    // As an older version would have left it.
    const old = "#!/bin/sh\n# pyanalytics-wrapper of old\n";
    Deno.writeTextFileSync(`${dir}/python3`, old);
    const digest = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(old),
    );
    const manifest = `${dir}/pyanalytics-install.json`;
    const text = Deno.readTextFileSync(manifest);
    Deno.writeTextFileSync(
      manifest,
      text.replace(
        /sha256:[\da-f]{64}/,
        `sha256:${new Uint8Array(digest).toHex()}`,
      ),
    );
    const again = await installed.install(["python3"]);
    ok(again);
    assertMatch(again.stdout, /python3: runs \S+, replaced\n/);
    assertMatch(
      again.stdout,
      /pyanalytics-client: the client, already there\n/,
    );
    assertEquals(installed.tree(), fresh);

    Deno.symlinkSync(PYTHON, `${installed.folder}/bin/python3.99`);
    ok(await installed.install(["python3.99"]));
    assert(exists(`${dir}/python3.99`));
    // One that is gone already does not keep the rest.
    Deno.removeSync(`${dir}/python3`);
    const undone = await installed.uninstall();
    ok(undone);
    assertStringIncludes(undone.stdout, "  python3: gone already\n");
    assertEquals(exists(dir), false);
  });

  test("wraps by default every Python on PATH, and never a wrapper", async (installed) => {
    const { folder, dir } = installed;
    Deno.mkdirSync(`${folder}/more`);
    Deno.mkdirSync(`${folder}/wrappers`);
    for (const name of ["python", "python2.7", "python3.13t"]) {
      Deno.symlinkSync(PYTHON, `${folder}/more/${name}`);
    }
    for (const name of ["python3-config", "pythonw", "ipython"]) {
      Deno.symlinkSync(PYTHON, `${folder}/more/${name}`);
    }
    Deno.writeTextFileSync(`${folder}/more/python2`, "not to be run");
    Deno.copyFileSync(WRAPPER, `${folder}/wrappers/python3`);
    Deno.copyFileSync(WRAPPER, `${folder}/wrappers/python3.8`);
    const PATH = `${folder}/wrappers:nope::${folder}/more:${folder}/bin`;
    const said = await installed.install([], { PATH });
    ok(said);
    assertEquals(
      said.stdout.split("\n").filter((line) => line.startsWith("  python")),
      [
        `  python: runs ${folder}/more/python`,
        `  python2.7: runs ${folder}/more/python2.7`,
        `  python3: runs ${folder}/bin/python3`,
        `  python3.13t: runs ${folder}/more/python3.13t`,
      ],
    );
    assertStringIncludes(said.stdout, "PATH does not have it yet.");
    const first = await installed.install([], { PATH: `${dir}:${PATH}` });
    assertStringIncludes(
      first.stdout,
      "\nPATH has it before the interpreters already.\n",
    );
    assertMatch(first.stdout, /python3: runs \S+bin\/python3, already there\n/);
    const behind = await installed.install([], { PATH: `${PATH}:${dir}` });
    assertStringIncludes(behind.stdout, "PATH has it behind an interpreter.");
  });

  test("refuses what it cannot do in one line, and leaves nothing", async (installed) => {
    const { dir, folder } = installed;
    const before = installed.tree();
    const REFUSED: readonly [string, readonly string[], number, string][] = [
      [
        "install",
        ["python9"],
        1,
        `Cannot wrap "python9": no such interpreter on PATH`,
      ],
      [
        "install",
        ["python3", "../x"],
        2,
        `Cannot wrap "../x": must be the name of an interpreter, such as python3`,
      ],
      [
        "install",
        ["pyanalytics-client"],
        2,
        `Cannot wrap "pyanalytics-client": must be the name of an interpreter, such as python3`,
      ],
      [
        "install",
        ["--dir", "a:b", "python3"],
        2,
        `Cannot use "${folder}/work/a:b": a folder with ":" in its path cannot be on PATH`,
      ],
      [
        "install",
        ["--client", "/nope", "python3"],
        1,
        `Cannot install "/nope": there is no such file`,
      ],
      [
        "uninstall",
        [],
        1,
        `Cannot undo anything in "${dir}": nothing is installed there`,
      ],
      [
        "uninstall",
        ["python3"],
        2,
        `Unknown option "python3": --help lists what is accepted`,
      ],
    ];
    for (const [command, args, code, message] of REFUSED) {
      const client = command === "install" ? ["--client", "/bin/true"] : [];
      assertEquals(await installed.command(command, [...client, ...args]), {
        code,
        stdout: "",
        stderr: `pyanalytics-client ${command}: ${message}\n`,
      });
    }
    const inFile = ["--client", "/bin/true", "--dir", `${folder}/client/x`];
    const { code, stdout, stderr } = await installed.command(
      "install",
      [...inFile, "python3"],
    );
    assertEquals({ code, stdout }, { code: 1, stdout: "" });
    assertMatch(
      stderr,
      /^pyanalytics-client install: Cannot install into "[^"]+\/client\/x": Not a directory[^\n]*\n$/,
    );
    if (Deno.build.os === "linux") {
      const { stderr } = await installed.install(["--dir", "/proc/x"]);
      assertEquals(
        stderr,
        'pyanalytics-client install: Cannot install into "/proc/x": that is the system\'s own\n',
      );
    }
    const nothing = await installed.install([], { PATH: "/nope" });
    assertEquals(
      nothing.stderr,
      "pyanalytics-client install: Cannot find a Python on PATH: put one there first\n",
    );
    assertEquals(installed.tree(), before);
    Deno.mkdirSync(dir, { recursive: true });
    for (
      const text of [
        "{",
        '{"entries":[{"file":"../x","states":[]}],"folders":[]}',
      ]
    ) {
      Deno.writeTextFileSync(`${dir}/pyanalytics-install.json`, text);
      const { code, stderr } = await installed.uninstall();
      assertEquals(code, 1);
      assertMatch(stderr, /^[^\n]* it is not what "install" writes[^\n]*\n$/);
    }
  });

  test("keeps a folder that others use, and those around it", async (installed) => {
    const { dir, folder } = installed;
    ok(await installed.install(["python3"]));
    Deno.writeTextFileSync(`${dir}/others`, "");
    ok(await installed.uninstall());
    assertEquals(Array.from(Deno.readDirSync(dir), ({ name }) => name), [
      "others",
    ]);
    Deno.removeSync(`${folder}/it's my`, { recursive: true });
    Deno.mkdirSync(`${folder}/it's my`);
    ok(await installed.install(["python3"]));
    ok(await installed.uninstall());
    assertEquals(exists(`${folder}/it's my`), true);
    assertEquals(exists(dir), false);
  });
}

Deno.test({
  name:
    "install from executable takes its own executable, and the user's folder",
  ignore: CLIENTS[1]!.ignore || Deno.build.os !== "linux",
  fn: async () => {
    await using sandbox = new Sandbox();
    const program = CLIENTS[1]!;
    const { code } = await sandbox.client(program, ["install", "python3"]);
    assertEquals(code, 0);
    const dir = `${sandbox.folder}/home/.local/share/pyanalytics/shims`;
    assertEquals(
      Deno.readLinkSync(`${dir}/pyanalytics-client`),
      Deno.realPathSync(program.command[0]),
    );
    const own = await sandbox.run([`${dir}/pyanalytics-client`, "uninstall"]);
    assertEquals(own.code, 0);
    assertEquals(exists(dir), false);
  },
});
