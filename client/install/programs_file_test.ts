import { assert, assertEquals } from "@std/assert";
import { type FakeMachine, fakeProbes } from "../facts/fake_probes.ts";
import { programsFile, programsText } from "./programs_file.ts";

const MACHINE: FakeMachine = {
  files: {
    "/usr/bin/python3": "\x7fELF",
    "/opt/my python/python3": "\x7fELF",
    "/home/zoe/.pyenv/shims/python3": "#!/usr/bin/env bash",
    "/odd:name/python3": "\x7fELF",
    "/shims/pyanalytics-programs":
      ":/usr/bin/python3:/gone/python3:\n1970-01-01T00:00:00.000Z\n",
  },
  changedMs: { "/usr/bin/python3": 1000, "/opt/my python/python3": 3000 },
};

Deno.test("programsText() lists each program once, and no script nor what no line can list", async () => {
  const text = await programsText({
    probes: fakeProbes(MACHINE),
    paths: [
      "/usr/bin/python3",
      "/home/zoe/.pyenv/shims/python3",
      "/odd:name/python3",
      "/opt/my python/python3",
      "/usr/bin/python3",
      "/gone/python3",
    ],
  });
  assertEquals(
    text,
    ":/usr/bin/python3:/opt/my python/python3:\n1970-01-01T00:00:03.000Z\n",
  );
});

Deno.test("programsText() is a list without programs where there are none", async () => {
  const text = await programsText({ probes: fakeProbes(), paths: ["/x"] });
  assertEquals(text, ":\n1970-01-01T00:00:00.000Z\n");
});

Deno.test("programsFile() keeps what was listed and is still there, and differs when that was changed", async () => {
  const stateOf = async (changedMs: number) => {
    const changed = { ...MACHINE.changedMs, "/usr/bin/python3": changedMs };
    const { state } = await programsFile({
      probes: fakeProbes({ ...MACHINE, changedMs: changed }),
      folder: "/shims",
      paths: [],
    });
    return state;
  };
  const digestOf = async (text: string) => {
    const bytes = new TextEncoder().encode(text);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    return `sha256:${new Uint8Array(digest).toHex()}`;
  };
  assertEquals(
    await stateOf(1000),
    await digestOf(":/usr/bin/python3:\n1970-01-01T00:00:01.000Z\n"),
  );
  assert(await stateOf(1000) !== await stateOf(2000));
});
