import { assert, assertEquals, assertRejects } from "@std/assert";
import { eventually } from "../lib/testing/eventually.ts";
import { DeadlineError } from "./deadline.ts";
import { createMachine } from "./machine.ts";

const isUnix = Deno.build.os !== "windows";

function machine(environment = Deno.env.get.bind(Deno.env), detached = true) {
  return createMachine({ environment, detached });
}

Deno.test({
  name: "run() returns what a command prints, with the variables it is given",
  ignore: !isUnix,
  fn: async () => {
    using here = machine();
    const output = await here.run(["sh", "-c", 'echo "$A"; pwd'], {
      timeoutMs: 10_000,
      environment: { A: "b" },
    });
    assertEquals(output, "b\n/\n");
  },
});

Deno.test({
  name: "run() guards a command against reporting itself",
  ignore: !isUnix,
  fn: async () => {
    using here = machine();
    const command = ["sh", "-c", 'echo "$PYANALYTICS_CHILD"'] as const;
    assertEquals(await here.run(command, { timeoutMs: 10_000 }), "1\n");
  },
});

Deno.test({
  name: "run() fails where the command fails or is not there",
  ignore: !isUnix,
  fn: async () => {
    using here = machine();
    const options = { timeoutMs: 10_000 };
    await assertRejects(() => here.run(["sh", "-c", "exit 3"], options));
    await assertRejects(() => here.run(["no-such-command"], options));
  },
});

for (const detached of [true, false]) {
  Deno.test({
    name: `run() kills a command that takes too long, detached: ${detached}`,
    ignore: !isUnix,
    fn: async () => {
      using here = machine(undefined, detached);
      await assertRejects(
        () => here.run(["sleep", "1000"], { timeoutMs: 20 }),
        DeadlineError,
      );
    },
  });
}

for (const detached of [true, false]) {
  Deno.test({
    name: `run() starts a command behind all others, detached: ${detached}`,
    ignore: !isUnix,
    fn: async () => {
      using here = machine(undefined, detached);
      const options = { timeoutMs: 10_000, isLowPriority: true } as const;
      assertEquals(await here.run(["sh", "-c", "nice"], options), "19\n");
      await assertRejects(() => here.run(["no-such-command"], options));
      await assertRejects(
        () => here.run(["sleep", "1000"], { ...options, timeoutMs: 20 }),
        DeadlineError,
      );
    },
  });
}

Deno.test({
  name: "run() kills what a detached command started too",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using here = machine();
    const file = await Deno.makeTempFile();
    const code = `sh -c 'echo $$ > ${file}; exec sleep 1000'; true`;
    await assertRejects(
      () => here.run(["sh", "-c", code], { timeoutMs: 500 }),
      DeadlineError,
    );
    const pid = (await Deno.readTextFile(file)).trim();
    assert(/^\d+$/.test(pid), `no pid but "${pid}"`);
    await Deno.remove(file);
    await eventually(() => isAlive(pid), (is) => !is);
  },
});

Deno.test({
  name: "run() finds the system's own tools without PATH",
  ignore: !isUnix,
  fn: async () => {
    using here = machine(() => undefined);
    const output = await here.run(["uname", "-s"], {
      timeoutMs: 10_000,
      environment: { PATH: "" },
    });
    assert(output.trim() !== "");
  },
});

Deno.test("readStart() reads no more than asked for", async () => {
  using here = machine();
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "abcdef");
  assertEquals(await here.readStart(file, 3), "abc");
  assertEquals(await here.readStart(file, 30), "abcdef");
  await Deno.remove(file);
});

function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
