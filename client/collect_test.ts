import { assertEquals, assertLess } from "@std/assert";
import { collectEvent, type CollectOptions } from "./collect.ts";
import { type FakeMachine, fakeProbes } from "./facts/fake_probes.ts";
import {
  INTERPRETER_CODE,
  INTERPRETER_FACTS,
} from "./facts/interpreter_code.ts";

const ANSWER = JSON.stringify(
  Object.fromEntries(INTERPRETER_FACTS.map((name) => [name, `the ${name}`])),
);

const COMPLETE: FakeMachine = {
  environment: { USER: "zoe" },
  files: { "/etc/os-release": "NAME=Debian\nVERSION_ID=12\n" },
  answers: {
    "hostname -f": "box.example.org\n",
    "uname -smv": "Linux #1 SMP x86_64\n",
    "uname -p": "unknown\n",
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
    "time",
    "client",
    "tags",
  ]);
  assertEquals(Object.keys(event.python), ["argv", ...INTERPRETER_FACTS]);
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
      "os",
    ]),
  );
  assertEquals(Object.keys(JSON.parse(JSON.stringify(event))), [
    "uuid",
    "hostname",
    "uname",
    "python",
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
      "uname -smv": never,
      "uname -p": never,
      [`/py -I -S -c ${INTERPRETER_CODE}`]: never,
    },
  }, { timeoutMs: 50 });
  assertEquals(
    new Set(event.client.missing),
    new Set(["hostfqdn", "uname", "python"]),
  );
  assertLess(performance.now() - start, 5000);
});
