import { assertEquals } from "@std/assert";
import { type FakeMachine, fakeProbes } from "./fake_probes.ts";
import {
  type FindInterpreterOptions,
  interpreters,
} from "./find_interpreter.ts";

const ELF = "\x7fELF";
const WRAPPER = "#!/bin/sh\n# pyanalytics-wrapper: reports\n";
const APPS = "C:\\Users\\zoe\\AppData\\Local\\Microsoft\\WindowsApps";
const ANY = { python: undefined, cwd: "/work" };

const CASES: [
  name: string,
  machine: FakeMachine,
  options: FindInterpreterOptions,
  found: string[],
][] = [
  [
    "every name of the list, python3 first wherever it is",
    {
      environment: { PATH: "/a:/b" },
      files: { "/a/python": ELF, "/b/python3": ELF, "/b/py": ELF },
    },
    ANY,
    ["/b/python3", "/a/python", "/b/py"],
  ],
  [
    "no wrapper, under whichever name",
    {
      environment: { PATH: "/a:/b:/c" },
      files: {
        "/a/python3": WRAPPER,
        "/b/python3": WRAPPER,
        "/c/python3": ELF,
      },
    },
    ANY,
    ["/c/python3"],
  ],
  [
    "no file that may not be run",
    {
      environment: { PATH: "/a:/b" },
      files: { "/a/python3": ELF, "/b/python3": ELF },
      notExecutable: ["/a/python3"],
    },
    ANY,
    ["/b/python3"],
  ],
  [
    "the stub of the Windows Store, marked",
    {
      os: "windows",
      environment: { PATH: `${APPS}\\;C:\\Python` },
      files: {
        [`${APPS}\\python3.exe`]: "",
        "C:\\Python\\python.exe": "MZ",
      },
    },
    ANY,
    [`${APPS}\\python3.exe (stub)`, "C:\\Python\\python.exe"],
  ],
  [
    "a configured stub, marked",
    { os: "windows", files: { [`${APPS}\\python.exe`]: "" } },
    { python: `${APPS}\\python.exe`, cwd: undefined },
    [`${APPS}\\python.exe (stub)`],
  ],
  [
    "the alias of a Python that was installed from the Store",
    {
      os: "windows",
      environment: { PATH: APPS },
      files: {
        [`${APPS}\\python.exe`]: "",
        [`${APPS}\\PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0\\x`]: "",
      },
    },
    { python: "python", cwd: undefined },
    [`${APPS}\\python.exe`],
  ],
  [
    "no empty file elsewhere",
    {
      os: "windows",
      environment: { PATH: "C:\\Python" },
      files: { "C:\\Python\\python.exe": "" },
    },
    ANY,
    [],
  ],
  [
    "folders of PATH as the caller saw them",
    {
      environment: { PATH: "bin::/b" },
      files: { "/work/bin/python3": ELF, "/b/python3": ELF },
    },
    ANY,
    ["/work/bin/python3", "/b/python3"],
  ],
  ["nothing without PATH", { files: { "/usr/bin/python3": ELF } }, ANY, []],
  [
    "the configured path alone, even where nothing is",
    {
      environment: { PATH: "/b" },
      files: { "/b/python3": ELF },
    },
    { python: "/opt/py", cwd: "/work" },
    ["/opt/py"],
  ],
  ["a configured path relative to the caller", {}, {
    python: "venv/bin/python",
    cwd: "/work",
  }, ["/work/venv/bin/python"]],
  [
    "a configured name on PATH",
    {
      environment: { PATH: "/b" },
      files: { "/b/python3.9": ELF, "/b/python3": ELF },
    },
    { python: "python3.9", cwd: undefined },
    ["/b/python3.9"],
  ],
];

for (const [name, machine, options, found] of CASES) {
  Deno.test(`interpreters() finds ${name}`, async () => {
    const all = await Array.fromAsync(
      interpreters(fakeProbes(machine), options),
    );
    assertEquals(
      all.map(({ path, isStoreStub }) => isStoreStub ? `${path} (stub)` : path),
      found,
    );
  });
}
