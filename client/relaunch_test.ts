import { assertEquals, assertThrows } from "@std/assert";
import { decodeHandOver } from "./hand_over.ts";
import { relaunch } from "./relaunch.ts";

const HAND_OVER = {
  args: ["--tag", "a=b", "--", "x.py", "--password", "hunter2"],
  cwd: "/work",
  startMs: 1,
};

interface Start {
  command: string;
  options: Deno.CommandOptions;
}

function startsOf(accepts: (start: Start) => boolean): Start[] {
  const starts: Start[] = [];
  relaunch(HAND_OVER, {
    command: ["/client", "run"],
    os: "linux",
    folder: "/",
    start: (command, options) => {
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
  assertEquals(start?.command, "/client");
  const { env: _, ...options } = start!.options;
  assertEquals(options, {
    args: ["run"],
    cwd: "/",
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  });
  assertEquals(handedOver(start!), HAND_OVER);
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
