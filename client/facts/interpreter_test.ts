import { assertEquals, assertRejects } from "@std/assert";
import { NO_CACHE } from "../cache.ts";
import { fakeProbes } from "./fake_probes.ts";
import { interpreterFacts } from "./interpreter.ts";
import {
  INTERPRETER_CODE,
  INTERPRETER_FACTS,
  parseAnswer,
} from "./interpreter_code.ts";

const ANSWER = '\n@pyanalytics@{"version": "3.11.7", "is_64bit": true}\n';
const FACTS = { is_64bit: true, version: "3.11.7" };
const OPTIONS = {
  python: "/py",
  cwd: "/work",
  timeoutMs: 1000,
  now: () => 0,
  startMs: 1_000_000_000_000,
  cache: NO_CACHE,
  packages: false,
};

Deno.test("interpreterFacts() asks isolated, and where the caller was", async () => {
  const probes = fakeProbes({
    answers: { [`/py -I -S -c ${INTERPRETER_CODE}`]: ANSWER },
  });
  assertEquals(await interpreterFacts(probes, OPTIONS), FACTS);
  assertEquals(probes.ran.map((each) => each.options), [{
    timeoutMs: 1000,
    isLowPriority: true,
    environment: { PYENV_DIR: "/work", TERM: "dumb" },
  }]);
});

Deno.test("interpreterFacts() asks an old Python in the way that it knows", async () => {
  const probes = fakeProbes({
    answers: { [`/py -E -S -c ${INTERPRETER_CODE}`]: ANSWER },
  });
  assertEquals(await interpreterFacts(probes, OPTIONS), FACTS);
});

Deno.test("interpreterFacts() goes on to the next interpreter where one is broken", async () => {
  const probes = fakeProbes({
    environment: { PATH: "/a:/b" },
    files: { "/a/python3": "#!", "/b/python": "#!" },
    answers: { [`/b/python -I -S -c ${INTERPRETER_CODE}`]: ANSWER },
  });
  const facts = await interpreterFacts(probes, {
    ...OPTIONS,
    python: undefined,
  });
  assertEquals(facts, FACTS);
});

Deno.test("interpreterFacts() asks no further when its time is over", async () => {
  let nowMs = 0;
  const slow = () => {
    nowMs = 1001;
    return Promise.reject(new Error("killed"));
  };
  const probes = fakeProbes({
    answers: { [`/py -I -S -c ${INTERPRETER_CODE}`]: slow },
  });
  await assertRejects(() =>
    interpreterFacts(probes, { ...OPTIONS, now: () => nowMs })
  );
  assertEquals(probes.ran.length, 1);
});

Deno.test("parseAnswer() finds the answer among noise, and only the facts in it", () => {
  const noise =
    `\x1b[?1034hwelcome\r\n@pyanalytics@\n@pyanalytics@{"bin": "/py", "evil": 1}\r\nbye\n`;
  assertEquals(parseAnswer(noise), { facts: { bin: "/py" }, watched: [] });
});

/** Interpreters of this machine, where it has them: names on PATH, and a list of one's own. */
const CANDIDATES = [
  "python3",
  ...[
    "2.6",
    "2.7",
    "3.6",
    "3.7",
    "3.8",
    "3.9",
    "3.10",
    "3.11",
    "3.12",
    "3.13",
    "3.14",
  ]
    .map((version) => `python${version}`),
  ...(Deno.env.get("PYANALYTICS_TEST_PYTHONS") ?? "").split(":").filter(
    Boolean,
  ),
  ...installedByPyenv(),
];

function installedByPyenv(): string[] {
  const root = Deno.env.get("PYENV_ROOT") ?? `${Deno.env.get("HOME")}/.pyenv`;
  try {
    return [...Deno.readDirSync(`${root}/versions`)]
      .map(({ name }) => `${root}/versions/${name}/bin/python`);
  } catch {
    return [];
  }
}

function versionOf(python: string): string | undefined {
  try {
    const { success, stdout } = new Deno.Command(python, {
      args: ["-c", "import sys; sys.stdout.write(sys.version)"],
      stderr: "null",
    }).outputSync();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}

for (const python of CANDIDATES) {
  const version = versionOf(python);
  Deno.test({
    name: `INTERPRETER_CODE is understood by ${python}`,
    ignore: version === undefined,
    fn: async () => {
      const { createMachine } = await import("../machine.ts");
      using machine = createMachine({
        environment: Deno.env.get,
        detached: false,
      });
      const facts = await interpreterFacts(machine, {
        ...OPTIONS,
        python,
        cwd: Deno.cwd(),
        timeoutMs: 20_000,
        now: () => performance.now(),
        packages: true,
      });
      assertEquals(facts.version, version);
      const info = facts.version_info as unknown[];
      assertEquals(info.slice(0, 3).join("."), version!.split(/[ +]/)[0]);
      assertEquals(typeof facts.have_readline, "boolean");
      assertEquals(typeof facts.compiler, "string");
      const missing = INTERPRETER_FACTS.filter((name) => !(name in facts));
      assertEquals(missing, []);
      assertEquals(
        Object.keys(facts.packages as object).length,
        facts.package_count,
      );
    },
  });
}
