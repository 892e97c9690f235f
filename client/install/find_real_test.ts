import { assertEquals } from "@std/assert";
import { type FakeMachine, fakeProbes } from "../facts/fake_probes.ts";
import { findReal, type FindRealOptions, usualNames } from "./find_real.ts";

const APPS = "C:\\Users\\zoe\\AppData\\Local\\Microsoft\\WindowsApps";
const STORE_PYTHON =
  `${APPS}\\PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0\\x`;
const MARKED = "#!/bin/sh\n# pyanalytics-wrapper: reports\n";

/** Where `python3` is found, and which names there are. */
const CASES: readonly [
  name: string,
  machine: FakeMachine,
  real: string | undefined,
  names: readonly string[],
][] = [
  [
    "behind its own folder, other wrappers and what cannot be run",
    {
      environment: { PATH: "/shims:/other:/data:/usr/bin" },
      files: {
        "/shims/python3": "ELF",
        "/other/python3": MARKED,
        "/data/python3": "ELF",
        "/data/python3-config": "ELF",
        "/usr/bin/python3": "ELF",
        "/usr/bin/python3.12": "ELF",
      },
      notExecutable: ["/data/python3"],
    },
    "/usr/bin/python3",
    ["python3", "python3.12"],
  ],
  [
    "not where there is only the stub of the Windows Store",
    {
      os: "windows",
      environment: { PATH: APPS },
      files: { [`${APPS}\\python3.exe`]: "" },
    },
    undefined,
    [],
  ],
  [
    "by the alias of a Python that was installed from the Store",
    {
      os: "windows",
      environment: { PATH: APPS },
      files: { [`${APPS}\\python3.exe`]: "", [STORE_PYTHON]: "" },
    },
    `${APPS}\\python3.exe`,
    ["python3"],
  ],
];

for (const [name, machine, real, names] of CASES) {
  Deno.test(`findReal() finds an interpreter ${name}`, async () => {
    const probes = fakeProbes(machine);
    const options: FindRealOptions = {
      probes,
      cwd: undefined,
      folder: "/shims",
      list: probes.listFolder,
    };
    assertEquals(await findReal("python3", options), real);
    assertEquals(await usualNames(options), names);
  });
}

Deno.test("usualNames() has every build of Python, and versions in the order of their numbers", async () => {
  const names = [
    "pypy3",
    "pypy3.11",
    "python",
    "python_d",
    "python2",
    "python3",
    "python3-dbg",
    "python3.6",
    "python3.10",
    "python3.11-dbg",
    "python3.11d",
    "python3.13t",
    "python3.13td",
  ];
  // What else Debian and CPython's own installation put beside them.
  const others = [
    "pypy3clean",
    "python3-config",
    "python3-dbg-config",
    "python3.11-dbg-config",
    "python3.13t-config",
    "python-argcomplete-check-easy-install-script",
  ];
  const probes = fakeProbes({
    os: "linux",
    environment: { PATH: "/usr/bin" },
    files: Object.fromEntries(
      [...others, ...names].toReversed()
        .map((name) => [`/usr/bin/${name}`, "\x7fELF"]),
    ),
  });
  const list = probes.listFolder;
  const options = { probes, cwd: undefined, folder: "/shims", list };
  assertEquals(await usualNames(options), names);
});
