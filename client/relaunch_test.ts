import { assertEquals, assertThrows } from "@std/assert";
import { decodeHandOver } from "./hand_over.ts";
import { relaunch } from "./relaunch.ts";

const HAND_OVER = {
  args: ["--tag", "a=b", "--", "x.py", "--password", "hunter2"],
  cwd: "/work",
  startMs: 1,
  uuid: "0dedaf4b-4581-480a-ad36-79d3b4c0fe8f",
};

interface Start {
  command: string;
  options: Deno.CommandOptions;
}

function startsOf(
  accepts: (start: Start) => boolean,
  { os = "linux", lacks = [] }: {
    os?: typeof Deno.build.os;
    lacks?: readonly string[];
  } = {},
): Start[] {
  const starts: Start[] = [];
  relaunch(HAND_OVER, {
    command: ["/client", "run"],
    os,
    folder: "/",
    start: (command, options) => {
      if (lacks.includes(command)) throw new Deno.errors.NotFound();
      starts.push({ command, options });
      if (!accepts(starts.at(-1)!)) throw new Error("E2BIG");
    },
  });
  return starts;
}

function handedOver({ options }: Start) {
  return decodeHandOver(options.env!.PYANALYTICS_CHILD!);
}

for (
  const { name, os, lacks, command, detached } of [
    {
      name: "in a session that a command makes, on Linux",
      os: "linux",
      lacks: [],
      command: ["/usr/bin/setsid", "/bin/sh", "-c"],
      detached: false,
    },
    {
      name: "detached by the runtime, on Linux without that command",
      os: "linux",
      lacks: ["/usr/bin/setsid"],
      command: ["/bin/sh", "-c"],
      detached: true,
    },
    {
      name: "detached by the runtime, on macOS",
      os: "darwin",
      lacks: [],
      command: ["/bin/sh", "-c"],
      detached: true,
    },
    {
      name: "by itself, without a shell",
      os: "linux",
      lacks: ["/usr/bin/setsid", "/bin/sh"],
      command: [],
      detached: true,
    },
    {
      name: "by itself, on Windows",
      os: "windows",
      lacks: [],
      command: [],
      detached: true,
    },
  ] as const
) {
  Deno.test(`relaunch() starts the child without streams, in a safe folder, ${name}`, () => {
    const [start, ...others] = startsOf(() => true, { os, lacks });
    const { env: _, args, ...options } = start!.options;
    const words = [start!.command, ...args!];
    assertEquals(words.slice(0, command.length), [...command]);
    assertEquals(words.slice(-2), ["/client", "run"]);
    assertEquals(options, {
      cwd: "/",
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached,
    });
    assertEquals(handedOver(start!), HAND_OVER);
    assertEquals(others, []);
  });
}

Deno.test({
  name: "relaunch() has the child lead a session of its own",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const path = await Deno.makeTempFile();
    try {
      let child: Deno.ChildProcess | undefined;
      relaunch(HAND_OVER, {
        // The sixth field of a process's state is its session.
        command: ["/bin/sh", "-c", 'cat /proc/$$/stat >"$0"', path],
        os: "linux",
        folder: "/",
        start: (command, options) => {
          child = new Deno.Command(command, options).spawn();
        },
      });
      await child!.status;
      const fields = (await Deno.readTextFile(path)).split(" ");
      assertEquals(fields[5], String(child!.pid));
    } finally {
      await Deno.remove(path);
    }
  },
});

Deno.test("relaunch() tries again without the words where the environment is full", () => {
  const starts = startsOf((start) => !JSON.stringify(start).includes("x.py"));
  assertEquals(handedOver(starts[1]!), {
    ...HAND_OVER,
    args: ["--tag", "a=b", "--", "***"],
  });
});

Deno.test("relaunch() throws where nothing can be started", () => {
  assertThrows(() => startsOf(() => false));
});
