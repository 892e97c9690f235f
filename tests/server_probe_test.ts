import { assert, assertRejects } from "@std/assert";
import { Finding } from "./fuzz/target.ts";
import { ServerProbe } from "./server_probe.ts";

/** Answers after its main thread has worked for so many milliseconds. */
function slowServer(workMs: number): string {
  return `
    const workedMs = () =>
      Number(Deno.readTextFileSync("/proc/self/task/" + Deno.pid + "/schedstat").split(" ")[0]) / 1e6;
    Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      onListen: ({ port }) => console.log(port),
    }, () => {
      const end = workedMs() + ${workMs};
      while (workedMs() < end);
      return new Response();
    });`;
}

async function probed(workMs: number) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", slowServer(workMs)],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const reader = child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
    const { value: port } = await reader.read();
    await reader.cancel();
    const probe = new ServerProbe({
      origin: `http://127.0.0.1:${Number(port)}`,
      pid: child.pid,
    });
    return await probe.stop();
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
}

Deno.test({
  name:
    "ServerProbe finds a server that works for more than a second before it answers",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await assertRejects(() => probed(1100), Finding, "the server worked");
  },
});

Deno.test({
  name: "ServerProbe tells how long a server works before it answers",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { answers, mostWorkMs } = await probed(200);
    assert(answers > 0 && mostWorkMs >= 200, `${mostWorkMs} ms`);
  },
});
