import { assertEquals } from "@std/assert";
import { type FakeCache, fakeCache } from "./fake_cache.ts";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import { interpreterFacts } from "./interpreter.ts";
import { INTERPRETER_CODE } from "./interpreter_code.ts";

const NOW = Date.UTC(2026, 10, 23);
const HOUR = 60 * 60 * 1000;

const ANSWER = {
  version: "3.12.1",
  executable: "/venv/bin/python",
  watched: ["/venv/lib/site-packages", "/venv/pyvenv.cfg"],
};

const VENV: FakeMachine = {
  files: { "/venv/bin/python": "ELF", "/venv/lib/site-packages": "" },
  changedMs: { "/venv/bin/python": 1, "/venv/lib/site-packages": 2 },
  answers: {
    [`/venv/bin/python -I -S -c ${INTERPRETER_CODE}`]: `\n@pyanalytics@${
      JSON.stringify(ANSWER)
    }\n`,
    [`/venv/bin/python -I -S -c ${INTERPRETER_CODE} packages`]:
      `\n@pyanalytics@${JSON.stringify({ ...ANSWER, packages: {} })}\n`,
  },
};

/** Asks for the facts; returns how many processes that took, and the facts. */
async function ask(
  cache: FakeCache,
  machine: FakeMachine = VENV,
  options: { packages?: boolean; startMs?: number } = {},
) {
  const probes = fakeProbes(machine);
  const facts = await interpreterFacts(probes, {
    python: "/venv/bin/python",
    cwd: "/work",
    timeoutMs: 1000,
    now: () => 0,
    startMs: NOW,
    cache,
    packages: false,
    ...options,
  });
  return { started: probes.ran.length, facts };
}

Deno.test("interpreterFacts() starts no interpreter that answered before", async () => {
  const cache = fakeCache();
  const first = await ask(cache);
  const second = await ask(cache);
  assertEquals([first.started, second.started], [1, 0]);
  assertEquals(second.facts, first.facts);
  assertEquals(second.facts, {
    version: "3.12.1",
    executable: "/venv/bin/python",
  });
});

const CHANGES: [name: string, machine: FakeMachine, options?: object][] = [
  ["has another size", {
    ...VENV,
    files: { ...VENV.files, "/venv/bin/python": "ELF64" },
  }],
  ["changed", {
    ...VENV,
    changedMs: { ...VENV.changedMs, "/venv/bin/python": 9 },
  }],
  ["has other packages", {
    ...VENV,
    changedMs: { ...VENV.changedMs, "/venv/lib/site-packages": 9 },
  }],
  ["became a virtual environment", {
    ...VENV,
    files: { ...VENV.files, "/venv/pyvenv.cfg": "" },
  }],
  ["is to name its packages", VENV, { packages: true }],
  ["answered a day ago", VENV, { startMs: NOW + 24 * HOUR }],
  ["answered in the future", VENV, { startMs: NOW - HOUR }],
];

for (const [name, machine, options] of CHANGES) {
  Deno.test(`interpreterFacts() asks anew an interpreter that ${name}`, async () => {
    const cache = fakeCache();
    await ask(cache);
    assertEquals((await ask(cache, machine, options)).started, 1);
  });
}

Deno.test("interpreterFacts() keeps nothing of a shim, which may start another one next time", async () => {
  const cache = fakeCache();
  const machine = { ...VENV, links: { "/venv/bin/python": "/shims/python" } };
  await ask(cache, {
    ...machine,
    links: { ...machine.links, [ANSWER.executable]: "/shims/python" },
  });
  assertEquals(cache.entries.size, 1);
  const shim = "/shims/python3";
  const probes = fakeProbes({
    files: { [shim]: "#!/bin/sh" },
    answers: {
      [`${shim} -I -S -c ${INTERPRETER_CODE}`]: `\n@pyanalytics@${
        JSON.stringify(ANSWER)
      }\n`,
    },
  });
  const other = fakeCache();
  await interpreterFacts(probes, {
    python: shim,
    cwd: "/work",
    timeoutMs: 1000,
    now: () => 0,
    startMs: NOW,
    cache: other,
    packages: false,
  });
  assertEquals(other.entries.size, 0);
});

for (
  const damaged of [null, 7, "x", {}, { facts: 1 }, { facts: {}, atMs: NOW }]
) {
  Deno.test(`interpreterFacts() passes over a kept ${JSON.stringify(damaged)}`, async () => {
    const cache = fakeCache();
    await ask(cache);
    for (const key of cache.entries.keys()) cache.entries.set(key, damaged);
    assertEquals((await ask(cache)).started, 1);
  });
}
