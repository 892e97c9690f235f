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
  { os = "linux", shell = "/bin/sh" }: {
    os?: typeof Deno.build.os;
    shell?: string;
  } = {},
): Start[] {
  const starts: Start[] = [];
  relaunch(HAND_OVER, {
    command: ["/client", "run"],
    os,
    folder: "/",
    start: (command, options) => {
      if (command === "/bin/sh" && shell === "") {
        throw new Deno.errors.NotFound();
      }
      starts.push({ command, options });
      if (!accepts(starts.at(-1)!)) throw new Error("E2BIG");
    },
  });
  return starts;
}

function handedOver({ options }: Start) {
  return decodeHandOver(options.env!.PYANALYTICS_CHILD!);
}

Deno.test("relaunch() starts the child detached, without streams, in a safe folder", () => {
  const [start] = startsOf(() => true);
  assertEquals(start?.command, "/bin/sh");
  const { env: _, args, ...options } = start!.options;
  assertEquals(args!.slice(2), ["/client", "run"]);
  assertEquals(options, {
    cwd: "/",
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  });
  assertEquals(handedOver(start!), HAND_OVER);
});

for (
  const [name, options] of [
    ["without a shell", { shell: "" }],
    ["on Windows", { os: "windows" }],
  ] as const
) {
  Deno.test(`relaunch() starts the child by itself ${name}`, () => {
    const [start, ...others] = startsOf(() => true, options);
    assertEquals([start!.command, ...start!.options.args!], ["/client", "run"]);
    assertEquals(others, []);
  });
}

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
