import { assertEquals, assertLess } from "@std/assert";
import { collectEvent, type CollectOptions } from "./collect.ts";
import { fakeCache } from "./facts/fake_cache.ts";
import { type FakeMachine, fakeProbes } from "./facts/fake_probes.ts";
import {
  INTERPRETER_CODE,
  INTERPRETER_FACTS,
} from "./facts/interpreter_code.ts";
import { LINUX_COMMAND } from "./facts/linux_report.ts";

const ANSWER = JSON.stringify(
  Object.fromEntries(INTERPRETER_FACTS.map((name) => [name, `the ${name}`])),
);

const REPORT = [
  "uname\nLinux #1 SMP x86_64\n",
  "processor\nunknown\n",
  "libc\nglibc 2.36\n",
].map((part) => `\n@pyanalytics@${part}`).join("");

const COMPLETE: FakeMachine = {
  environment: { USER: "zoe" },
  files: { "/etc/os-release": "NAME=Debian\nVERSION_ID=12\n" },
  answers: {
    "hostname -f": "box.example.org\n",
    [LINUX_COMMAND.join(" ")]: REPORT,
    [`/py -I -S -c ${INTERPRETER_CODE}`]: `\n@pyanalytics@${ANSWER}\n`,
  },
};

function collect(machine: FakeMachine, options: Partial<CollectOptions> = {}) {
  return collectEvent({
    probes: fakeProbes(machine),
    argv: ["x.py"],
    python: "/py",
    wrapper: "sh",
    tag: { site: "zrh" },
    packages: false,
    ephemeral: undefined,
    factsFolders: [],
    cache: fakeCache(),
    cwd: "/work",
    startMs: Date.UTC(2026, 10, 23, 21, 4, 5, 123),
    timeoutMs: 10_000,
    version: "1.2.3",
    missing: [],
    now: () => 0,
    uuid: () => "00000000-0000-4000-8000-000000000000",
    ...options,
  });
}

Deno.test("collectEvent() makes the event of DESIGN.md, in its order", async () => {
  const event = await collect(COMPLETE);
  assertEquals(Object.keys(event), [
    "username",
    "uuid",
    "hostname",
    "hostfqdn",
    "uname",
    "python",
    "os",
    "machine",
    "time",
    "client",
    "tags",
    "site",
  ]);
  assertEquals(Object.keys(event.python), [
    "argv",
    ...INTERPRETER_FACTS,
    "is_emulated",
  ]);
  assertEquals(event.python.argv, ["x.py"]);
  assertEquals(event.hostfqdn, "box.example.org");
  assertEquals(event.time.utc, "2026-11-23T21:04:05.123Z");
  assertEquals(event.client, {
    version: "1.2.3",
    wrapper: "sh",
    sent_attempts: 1,
    timings_ms: {
      hostname: 0,
      username: 0,
      hostfqdn: 0,
      uname: 0,
      python: 0,
      os: 0,
      machine: 0,
    },
    missing: [],
  });
  assertEquals(event.tags, { site: "zrh" });
});

Deno.test("collectEvent() leaves out what cannot be obtained, and names it", async () => {
  const event = await collect({}, { missing: ["config.user"] });
  assertEquals(
    new Set(event.client.missing),
    new Set([
      "config.user",
      "username",
      "hostfqdn",
      "uname.version",
      "python",
      "os.name",
      "os.version",
    ]),
  );
  assertEquals(Object.keys(JSON.parse(JSON.stringify(event))), [
    "uuid",
    "hostname",
    "uname",
    "python",
    "os",
    "machine",
    "time",
    "client",
    "tags",
  ]);
});

Deno.test("collectEvent() names a single fact that the interpreter lacks", async () => {
  const { openssl_version: _, ...rest } = JSON.parse(ANSWER);
  const event = await collect({
    ...COMPLETE,
    answers: {
      ...COMPLETE.answers,
      [`/py -I -S -c ${INTERPRETER_CODE}`]: `@pyanalytics@${
        JSON.stringify(rest)
      }`,
    },
  });
  assertEquals(event.client.missing, ["python.openssl_version"]);
});

Deno.test("collectEvent() waits for no fact beyond its time", async () => {
  const never = () => new Promise<string>(() => {});
  const start = performance.now();
  const event = await collect({
    ...COMPLETE,
    answers: {
      "hostname -f": never,
      [LINUX_COMMAND.join(" ")]: never,
      [`/py -I -S -c ${INTERPRETER_CODE}`]: never,
    },
  }, { timeoutMs: 50 });
  assertEquals(
    new Set(event.client.missing),
    new Set(["hostfqdn", "uname", "python", "os", "machine"]),
  );
  assertLess(performance.now() - start, 5000);
});
