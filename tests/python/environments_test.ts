/** What an interpreter says of the environment it is in, and of how it was built. */
import { assertEquals } from "@std/assert";
import {
  INTERPRETER_CODE,
  parseAnswer,
} from "../../client/facts/interpreter_code.ts";
import {
  CLIENTS,
  exists,
  outputOf,
  PYTHON,
  Sandbox,
} from "../client_process.ts";
import { INTERPRETERS } from "./interpreters.ts";

type Json = Readonly<Record<string, unknown>>;

/** What the client says of an interpreter. */
async function printed(sandbox: Sandbox, python: string): Promise<Json> {
  // No busy machine is to cost a fact.
  const patient = ["--timeout-ms", "30000"];
  const args = ["--print", "--packages", "--python", python, ...patient];
  const { code, stdout, stderr } = await sandbox.client(CLIENTS[0]!, args);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return JSON.parse(stdout).python;
}

/** Writes what installers leave of a package. */
function install(folder: string, ...names: string[]): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const name of names) Deno.mkdirSync(`${folder}/${name}`);
}

/** Where an interpreter has its packages, and where it is installed. */
function ask(python: string): { base: string; library: string } {
  const code =
    "import sys, sysconfig; print(sys.base_prefix); print(sysconfig.get_path('purelib'))";
  const [base, library] = outputOf(python, ["-c", code]).split("\n");
  return { base: base!, library: library! };
}

/** What Python's own library says of the build, and of what is installed, as JSON. */
const OWN_WORD = `
import json, re, sys, sysconfig
from importlib.metadata import distributions
packages = {}
for each in distributions():
    name = re.sub('[-_.]+', '-', each.metadata['Name']).lower()
    packages.setdefault(name, each.version)
print(json.dumps([
    bool(sysconfig.get_config_var('Py_DEBUG')),
    bool(sysconfig.get_config_var('Py_GIL_DISABLED')),
    sys.prefix != sys.base_prefix,
    packages,
]))
`;

for (const { name, path, version, unavailable } of INTERPRETERS) {
  Deno.test({
    name:
      `Python ${name} is known in a virtual environment of its own, with the packages there, and of conda`,
    // Older ones have no "venv".
    ignore: unavailable !== undefined || version.startsWith("2.") ||
      Deno.build.os !== "linux",
    fn: async () => {
      await using sandbox = new Sandbox();
      const folder = `${sandbox.folder}/environment`;
      const made = await sandbox.run(
        [path, "-m", "venv", "--without-pip", folder],
      );
      assertEquals(made.code, 0, made.stderr);
      const python = `${folder}/bin/python`;
      const { base, library } = ask(python);
      const before = await printed(sandbox, python);
      assertEquals(
        [before.is_venv, before.executable, before.base_prefix],
        [true, python, base],
      );
      // PyPy brings some with it.
      const brought = before.packages as Json;
      const count = before.package_count as number;
      if (before.implementation === "CPython") assertEquals(brought, {});
      assertEquals(Object.keys(brought).length, count);
      assertEquals(before.is_conda, exists(`${base}/conda-meta`));
      install(
        library,
        "demo-1.0.dist-info",
        "old_thing-2.egg-info",
        "demo",
      );
      install(`${folder}/conda-meta`);
      const after = await printed(sandbox, python);
      assertEquals(after.packages, {
        ...brought,
        demo: "1.0",
        old_thing: "2",
      });
      assertEquals(after.package_count, count + 2);
      assertEquals(
        (await printed(sandbox, path)).is_venv,
        false,
        "the interpreter itself is in none",
      );
      // conda makes its folder before there is an interpreter to ask: nobody watches for it.
      Deno.removeSync(`${sandbox.folder}/home/.cache`, { recursive: true });
      assertEquals((await printed(sandbox, python)).is_conda, true);
    },
  });

  Deno.test({
    name:
      `Python ${name} is known as the build that it says it is, and with the packages that it lists`,
    // Older ones have no "importlib.metadata".
    ignore: unavailable !== undefined || isOlderThan(version, 3, 8) ||
      Deno.build.os !== "linux",
    fn: async () => {
      await using sandbox = new Sandbox();
      const { is_debug, is_free_threaded, is_venv, packages } = await printed(
        sandbox,
        path,
      );
      const named = Object.entries(packages as Record<string, string>)
        .map(([name, of]) => [name.replace(/[-_.]+/g, "-").toLowerCase(), of]);
      assertEquals(
        [is_debug, is_free_threaded, is_venv, Object.fromEntries(named)],
        JSON.parse(outputOf(path, ["-I", "-c", OWN_WORD])),
      );
    },
  });

  Deno.test({
    name: `Python ${name} is known as pyenv's by its place, and no other`,
    ignore: unavailable !== undefined || Deno.build.os !== "linux",
    fn: async () => {
      await using sandbox = new Sandbox();
      const { is_pyenv } = await printed(sandbox, path);
      assertEquals(is_pyenv, /pyenv\/versions\/[^/]+\/bin\//.test(path));
    },
  });
}

function isOlderThan(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split(".").map(Number);
  return first < major || first === major && second < minor;
}

/** What an interpreter of this machine says, once it is made to look like another build. */
function answerOf(
  lines: readonly string[],
  python = PYTHON,
  words: readonly string[] = [],
) {
  const code = ["import sys", ...lines, INTERPRETER_CODE].join("\n");
  const options = ["-I", "-S", "-c", code, ...words];
  return parseAnswer(outputOf(python, options)).facts;
}

Deno.test({
  name: "INTERPRETER_CODE tells a debug build, and one without the global lock",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using sandbox = new Sandbox();
    const folder = `${sandbox.folder}/environment`;
    outputOf(PYTHON, ["-m", "venv", "--without-pip", folder]);
    const python = `${folder}/bin/python`;
    const { library } = ask(python);
    install(library, "usual-1.dist-info");
    install(
      library.replace("/site-packages", "t/site-packages"),
      "free-2.dist-info",
      "more-3.dist-info",
    );
    const debug = ["sys.gettotalrefcount = lambda: 0"];
    // As such builds of 3.13.15 and of 3.14 say it, and one of 3.13.15 that is for debugging too.
    const free = ["3.13.15 experimental", "3.14.0"].map((words) => [
      `sys.version = '${words} free-threading build (main, Nov 27 2026, 12:35:20) [GCC 12.2.0]'`,
    ]);
    const both = [...debug, ...free[0]!];
    const told = [[], debug, ...free, both].map((lines) => {
      const { is_debug, is_free_threaded, package_count } = answerOf(
        lines,
        python,
      );
      return [is_debug, is_free_threaded, package_count];
    });
    assertEquals(told, [
      [false, false, 1],
      [true, false, 1],
      [false, true, 2],
      [false, true, 2],
      [true, true, 2],
    ]);
  },
});

Deno.test({
  name:
    "INTERPRETER_CODE finds the packages of PyPy where PyPy and Debian have them",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using sandbox = new Sandbox();
    const root = `${sandbox.folder}/usr`;
    const lines = [
      "sys.version_info = (3, 11, 17, 'final', 0)",
      `sys.prefix = sys.base_prefix = '${root}'`,
      `sys.executable = '${root}/bin/pypy3'`,
    ];
    const own = `${root}/lib/pypy3.11`;
    install(own, "cffi-2.1.0.dist-info", "hpy.dist-info", "bare.dist-info");
    Deno.writeTextFileSync(
      `${own}/hpy.dist-info/METADATA`,
      "Metadata-Version: 2.1\nName: hpy\nVersion: 0.9.1\n\nZo\u00eb's\n",
    );
    Deno.writeTextFileSync(
      `${own}/greenlet.egg-info`,
      "Metadata-Version: 1.0\nName: greenlet\nVersion: 0.4.13\n",
    );
    install(`${own}/site-packages`, "six-1.17.0.dist-info");
    install(`${root}/local/lib/pypy3.11/dist-packages`, "mine-3.dist-info");
    install(`${root}/lib/python3/dist-packages`, "yaml-6.0.dist-info");
    const { package_count, packages } = answerOf(lines, PYTHON, ["packages"]);
    assertEquals(packages, {
      bare: "",
      cffi: "2.1.0",
      greenlet: "0.4.13",
      hpy: "0.9.1",
      mine: "3",
      six: "1.17.0",
      yaml: "6.0",
    });
    assertEquals(package_count, 7);
  },
});

Deno.test({
  name: "INTERPRETER_CODE asks the machine where Jython cannot tell what it is",
  ignore: Deno.build.os !== "linux",
  fn: () => {
    const asked = answerOf([
      "import platform, sysconfig",
      "sys.platform = 'java17.0.21.1'",
      "sys.maxsize = 2147483647",
      "sysconfig.get_platform = lambda: 'java17.0.21.1'",
      "sys.implementation._multiarch = ''",
      "platform.machine = lambda: 'x86_64'",
      "platform.architecture = lambda: ('64bit', '')",
    ]);
    assertEquals(
      [asked.platform, asked.arch, asked.is_64bit],
      ["java17.0.21.1", "x86_64", true],
    );
  },
});
