/** What an interpreter says of the environment it is in, and of how it was built. */
import { assertEquals } from "@std/assert";
import {
  INTERPRETER_CODE,
  parseAnswer,
} from "../../client/facts/interpreter_code.ts";
import { CLIENTS, outputOf, PYTHON, Sandbox } from "../client_process.ts";
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
    "import sys; sys.stdout.write('%s\\n%s/lib/python%d.%d' % ((sys.base_prefix, sys.prefix) + sys.version_info[:2]))";
  const [base, library] = outputOf(python, ["-c", code]).split("\n");
  return { base: base!, library: library! };
}

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
      assertEquals([before.packages, before.package_count], [{}, 0]);
      assertEquals(before.is_conda, false);
      install(
        `${library}/site-packages`,
        "demo-1.0.dist-info",
        "old_thing-2.egg-info",
        "demo",
      );
      install(`${folder}/conda-meta`);
      const after = await printed(sandbox, python);
      assertEquals(after.packages, { demo: "1.0", old_thing: "2" });
      assertEquals(after.package_count, 2);
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
    name: `Python ${name} is known as pyenv's by its place, and no other`,
    ignore: unavailable !== undefined || Deno.build.os !== "linux",
    fn: async () => {
      await using sandbox = new Sandbox();
      const { is_pyenv } = await printed(sandbox, path);
      assertEquals(is_pyenv, /pyenv\/versions\/[^/]+\/bin\//.test(path));
    },
  });
}

/** What an interpreter of this machine says, once it is made to look like another build. */
function answerOf(lines: readonly string[], python = PYTHON) {
  const code = ["import sys", ...lines, INTERPRETER_CODE].join("\n");
  return parseAnswer(outputOf(python, ["-I", "-S", "-c", code])).facts;
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
    install(`${library}/site-packages`, "usual-1.dist-info");
    install(
      `${library}t/site-packages`,
      "free-2.dist-info",
      "more-3.dist-info",
    );
    const debug = ["sys.gettotalrefcount = lambda: 0"];
    // As the versions 3.13 and 3.14 say it.
    const free = ["", "experimental "].map((word) => [
      `sys.version = '3.14.0 ${word}free-threading build (main, Oct 7 2026) [GCC 14]'`,
    ]);
    const told = [[], debug, ...free].map((lines) => {
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
    ]);
  },
});
