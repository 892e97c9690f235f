import { assertEquals } from "@std/assert";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import { behindShim } from "./pyenv.ts";

const ROOT = "/home/zoe/.pyenv";
/** As `pyenv rehash` of version 2.4 writes it. */
const SHIM = `#!/usr/bin/env bash
set -e
[ -n "$PYENV_DEBUG" ] && set -x

program="\${0##*/}"

export PYENV_ROOT="${ROOT}"
exec "${ROOT}/libexec/pyenv" exec "$program" "$@"
`;

const FILES = {
  [`${ROOT}/shims/python3`]: SHIM,
  [`${ROOT}/version`]: "3.11.7\n",
  [`${ROOT}/versions/3.11.7/bin/python3`]: "ELF",
  [`${ROOT}/versions/3.12.1/bin/python3`]: "ELF",
  [`${ROOT}/versions/2.7.18/bin/python2`]: "ELF",
};
const in311 = `${ROOT}/versions/3.11.7/bin/python3`;
const in312 = `${ROOT}/versions/3.12.1/bin/python3`;

const CASES: [
  name: string,
  machine: FakeMachine,
  found: string | undefined,
][] = [
  ["the global version", { files: FILES }, in311],
  [
    "the shell's version before all others",
    {
      files: { ...FILES, "/work/.python-version": "3.11.7\n" },
      environment: { PYENV_VERSION: "python-3.12.1" },
    },
    in312,
  ],
  [
    "the version of a folder above, with remarks in its file",
    { files: { ...FILES, "/work/.python-version": "# ours\n3.12.1 # new\n" } },
    in312,
  ],
  [
    "the first of several versions that has the name",
    { files: FILES, environment: { PYENV_VERSION: "2.7.18:3.12.1" } },
    in312,
  ],
  [
    "nothing for the system's version",
    { files: FILES, environment: { PYENV_VERSION: "system" } },
    undefined,
  ],
  [
    "nothing behind a script that is no shim",
    { files: { ...FILES, [`${ROOT}/shims/python3`]: "#!/bin/sh\n" } },
    undefined,
  ],
];

for (const [name, machine, found] of CASES) {
  Deno.test(`behindShim() finds ${name}`, async () => {
    const shim = `${ROOT}/shims/python3`;
    const probes = fakeProbes(machine);
    assertEquals(await behindShim(probes, shim, "/work/a/b"), found);
  });
}

Deno.test("behindShim() leaves an interpreter alone", async () => {
  const probes = fakeProbes({ files: { "/usr/bin/python3": "ELF" } });
  assertEquals(await behindShim(probes, "/usr/bin/python3", "/"), undefined);
});
