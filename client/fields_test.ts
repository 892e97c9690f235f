import { assertEquals } from "@std/assert";
import { collectEvent } from "./collect.ts";
import type { ClientEvent } from "./event.ts";
import { fakeCache } from "./facts/fake_cache.ts";
import { type FakeMachine, fakeProbes } from "./facts/fake_probes.ts";
import {
  INTERPRETER_CODE,
  INTERPRETER_FACTS,
} from "./facts/interpreter_code.ts";
import { LINUX_COMMAND } from "./facts/linux_report.ts";
import type { Probes } from "./facts/probes.ts";
import { VERSION_KEY } from "./facts/registry.ts";
import { FIELDS } from "./fields.ts";
import { createMachine } from "./machine.ts";
import { withDropped } from "./outbox/drops.ts";

const FACTS = Object.fromEntries(INTERPRETER_FACTS.map((name) => [name, "x"]));

const LINUX: FakeMachine = {
  osRelease: "5.15.146.1-microsoft-standard-WSL2",
  environment: { USER: "zoe", GITLAB_CI: "true" },
  files: {
    "/etc/os-release": "NAME=Debian\nVERSION_ID=12\n",
    "/facts/owner.json": "1",
    "/facts": "",
  },
  answers: {
    "hostname -f": "box.example.org\n",
    [LINUX_COMMAND.join(" ")]: [
      "uname\nLinux #1 SMP x86_64\n",
      "libc\nglibc 2.36\n",
      "memory\n1024\n",
      "cpu\n1 1\n",
      ".dockerenv\n",
    ].map((part) => `\n@pyanalytics@${part}`).join(""),
    [`/py -I -S -c ${INTERPRETER_CODE} packages`]: `\n@pyanalytics@${
      JSON.stringify({ ...FACTS, packages: { pip: "1" }, watched: ["/w"] })
    }\n`,
  },
};

const APPS = "C:\\Users\\zoe\\AppData\\Local\\Microsoft\\WindowsApps";
const WINDOWS: FakeMachine = {
  os: "windows",
  osRelease: "10.0.22631",
  environment: { PATH: APPS, USERNAME: "zoe" },
  files: { [`${APPS}\\python3.exe`]: "" },
  answers: {
    [`reg query ${VERSION_KEY}`]: [
      "    CurrentBuild    REG_SZ    22631",
      "    DisplayVersion    REG_SZ    23H2",
      "    EditionID    REG_SZ    Professional",
      "    ProductName    REG_SZ    Windows 10 Pro",
    ].join("\r\n"),
  },
};

function collect(probes: Probes, python?: string): Promise<ClientEvent> {
  return collectEvent({
    probes,
    argv: [],
    python,
    wrapper: "sh",
    tag: { team: "data" },
    packages: true,
    ephemeral: undefined,
    factsFolders: [{ path: "/facts", runsPrograms: true }],
    cache: fakeCache(),
    cwd: "/",
    startMs: 0,
    timeoutMs: 20_000,
    version: "1.2.3",
    missing: [],
    now: () => 0,
    uuid: () => "u",
  });
}

/** The paths of the fields that FIELDS tells apart. */
function pathsOf(value: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(value).flatMap(([name, each]) => {
    if (each === undefined) return [];
    const field: object | undefined = FIELDS[name as keyof typeof FIELDS];
    return field === undefined || typeof Object(field).about === "string"
      ? [name]
      : Object.entries(each as object)
        .filter(([, member]) => member !== undefined)
        .map(([member]) => `${name}.${member}`);
  });
}

/** Each path of FIELDS, whether or not a machine has it. */
const ALL = pathsOf(FIELDS);

Deno.test("FIELDS has all that any machine sends, and nothing that none does", async () => {
  const events = [
    withDropped(await collect(fakeProbes(LINUX), "/py"), 1),
    await collect(fakeProbes(WINDOWS)),
  ];
  const sent = new Set(events.flatMap((event) => pathsOf({ ...event })));
  assertEquals([...sent].sort(), ALL.toSorted());
});

Deno.test("FIELDS has all that this machine sends", async () => {
  using machine = createMachine({
    environment: Deno.env.get,
    detached: false,
  });
  const sent = pathsOf({ ...await collect(machine) });
  assertEquals(sent.filter((path) => !ALL.includes(path)), []);
});
