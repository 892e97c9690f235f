import { assertEquals, assertRejects } from "@std/assert";
import { NO_CACHE } from "../cache.ts";
import { fakeProbes } from "./fake_probes.ts";
import { interpreterFacts } from "./interpreter.ts";
import { INTERPRETER_CODE, parseAnswer } from "./interpreter_code.ts";

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

Deno.test("interpreterFacts() names the Windows Store's stub, and starts it never", async () => {
  const apps = "C:\\Users\\zoe\\AppData\\Local\\Microsoft\\WindowsApps";
  const stub = `${apps}\\python3.exe`;
  const real = "C:\\Python\\python.exe";
  const find = (files: Record<string, string>) => {
    const probes = fakeProbes({
      os: "windows",
      environment: { PATH: `${apps};C:\\Python` },
      files: { [stub]: "", ...files },
      answers: { [`${real} -I -S -c ${INTERPRETER_CODE}`]: ANSWER },
    });
    const facts = interpreterFacts(probes, { ...OPTIONS, python: undefined });
    return facts.then((found) => [
      found,
      probes.ran.map(({ command }) => command[0]),
    ]);
  };
  assertEquals(await find({}), [{ bin: stub, is_store_stub: true }, []]);
  assertEquals(await find({ [real]: "MZ" }), [FACTS, [real]]);
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
