/** The interpreter's code on the versions of Python that no machine of ours has installed. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import {
  INTERPRETER_CODE,
  INTERPRETER_FACTS,
  parseAnswer,
} from "../../client/facts/interpreter_code.ts";
import { PYTHON } from "../client_process.ts";

Deno.test("INTERPRETER_CODE is understood by CPython 3.14", async () => {
  const { facts } = parseAnswer(await newest(INTERPRETER_CODE));
  assertEquals(INTERPRETER_FACTS.filter((name) => !(name in facts)), []);
  assertEquals((facts.version_info as unknown[]).slice(0, 2), [3, 14]);
  assertEquals([facts.implementation, facts.arch, facts.is_64bit], [
    "CPython",
    "wasm32",
    false,
  ]);
});

/** What pyanalytics.sh asks: the text between `ask='` and the next quote. */
const SHELL_QUESTION = /\nask='([^']*)'\n/.exec(
  portable("pyanalytics.sh"),
)![1]!;
const START = portable("pyanalytics_start.py");

Deno.test("pyanalytics.sh's question is understood by CPython 3.14", async () => {
  const [hours, facts] = (await newest(SHELL_QUESTION)).trim().split("\n");
  assertEquals(hours, "@pyanalytics@ 0");
  const { version_info, implementation } = JSON.parse(facts!);
  assertEquals([version_info.slice(0, 2), implementation], [
    [3, 14],
    "CPython",
  ]);
});

Deno.test("pyanalytics_start.py is understood by CPython 3.14, without a warning", async () => {
  const output = await newest(`
import os, sys, warnings
warnings.simplefilter("error")
sys.orig_argv = ["python", "-c", "x", "Zo\\u00eb"]
names = {"__name__": "pyanalytics_start", "__file__": "/start.py"}
exec(compile(${JSON.stringify(START)}, "start.py", "exec"), names)
print(names["_words"](), names["_find_client"](), names["_is_off"]())
print(names["_quoted"]('a "b\\\\" c\\\\'))
`);
  assertEquals(
    output,
    `['-c', 'x', 'Zoë'] None False\n"a \\"b\\\\\\" c\\\\"\n`,
  );
});

for (
  const [name, code] of [
    ["INTERPRETER_CODE", INTERPRETER_CODE],
    ["pyanalytics.sh's question", SHELL_QUESTION],
    ["pyanalytics_start.py", START],
  ] as const
) {
  Deno.test(`${name} has nothing that Python 2.6 lacks`, async () => {
    assertEquals(await newerThan26(code), []);
  });
}

const NEWER: [code: string, complaint: string][] = [
  ["{1, 2}", "a set's literal"],
  ["{k: 1 for k in ()}", "a dictionary comprehension"],
  ["f'{1}'", "an f-string"],
  ["import importlib", "the module importlib"],
  ["import sysconfig", "the module sysconfig"],
  ["import os\nos.get_exec_path()", "os.get_exec_path"],
  ["'{}'.format(1)", "the method format"],
  ["def f(*, a): pass", "a newer signature"],
  ["with a as b, c as d: pass", "a with statement of several parts"],
];

for (const [code, complaint] of NEWER) {
  Deno.test(`the check for Python 2.6 finds ${complaint} in ${JSON.stringify(code)}`, async () => {
    const found = await newerThan26(code);
    assert(
      found.some((line) => line.endsWith(`: ${complaint}`)),
      String(found),
    );
  });
}

function portable(name: string): string {
  return Deno.readTextFileSync(
    new URL(`../../client/portable/${name}`, import.meta.url),
  );
}

/** What the code prints in CPython 3.14. */
function newest(code: string): Promise<string> {
  const script = fromFileUrl(new URL("./pyodide.ts", import.meta.url));
  const args = ["run", "--quiet", "-A", "--no-lock", script];
  return run(Deno.execPath(), args, code);
}

async function newerThan26(code: string): Promise<string[]> {
  const checker = fromFileUrl(new URL("./oldest.py", import.meta.url));
  const output = await run(PYTHON, [checker], code);
  return output.split("\n").filter(Boolean);
}

async function run(command: string, args: string[], stdin = "") {
  const process = new Deno.Command(command, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { success, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
