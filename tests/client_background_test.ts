/** The client in the background: it delivers, and nobody notices. */
import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { childrenOf } from "../bench/client/children.ts";
import { processStat } from "../bench/client/proc_stat.ts";
import {
  clientTests,
  deadUrl,
  type Finished,
  Sandbox,
  startServer,
  WRAPPER,
} from "./client_process.ts";

const SILENT: Finished = { code: 0, stdout: "", stderr: "" };

const test = clientTests();

test("is back at once with its pipes closed, and delivers one event later", async (client) => {
  const isBack = Promise.withResolvers<void>();
  await using sandbox = new Sandbox();
  await using server = startServer(async () => {
    // Only a caller that waits for the child would never get here.
    await isBack.promise;
    return Response.json({ success: true });
  });
  const finished = await sandbox.client(client, [
    "--server",
    server.url,
    "--tag",
    "site=zrh",
    "--argv",
    "full",
    "--wrapper",
    "sh",
    "--",
    "x.py",
    "a b",
    "",
    "Zoë ✓",
  ]);
  assertEquals(finished, SILENT);
  const event = await server.first();
  isBack.resolve();
  await sandbox.gone();
  assertEquals(server.bodies.length, 1);
  const { python, tags, client: self } = event as Record<
    string,
    Record<string, unknown>
  >;
  assertEquals(python?.argv, ["x.py", "a b", "", "Zoë ✓"]);
  assertEquals(tags, { site: "zrh" });
  assertEquals(self?.wrapper, "sh");
  assertEquals(self?.missing, []);
});

test("shows the arguments to no other user, and keeps no folder busy", async (client) => {
  const isSeen = Promise.withResolvers<void>();
  await using sandbox = new Sandbox();
  await using server = startServer(async () => {
    await isSeen.promise;
    return Response.json({ success: true });
  });
  await sandbox.client(client, [
    "--server",
    server.url,
    "--",
    "x.py",
    "--password",
    "hunter2",
  ]);
  await server.first();
  const processes = sandbox.processes();
  isSeen.resolve();
  assertEquals(processes.length, 1);
  assertNotMatch(processes[0]!.commandLine, /x\.py|hunter2/);
  assertEquals(processes[0]!.cwd, "/");
  assertNotMatch(server.bodies[0]!, /hunter2/);
});

test("works behind the user's own programs", async (client) => {
  const isSeen = Promise.withResolvers<void>();
  await using sandbox = new Sandbox();
  await using server = startServer(async () => {
    await isSeen.promise;
    return Response.json({ success: true });
  });
  const { niceness } = processStat("self")!;
  const { code, stdout } = await sandbox.run([
    "sh",
    "-c",
    '"$@" && nice',
    "sh",
    ...client.command,
    "--server",
    server.url,
  ], client.environment);
  // Of the caller nothing was changed.
  assertEquals({ code, stdout }, { code: 0, stdout: `${niceness}\n` });
  await server.first();
  const [child] = childrenOf(sandbox.mark);
  const stat = processStat(child!.pid);
  const group = groupNiceness(child!.pid);
  isSeen.resolve();
  assertEquals(stat?.niceness, Math.min(19, niceness + 10));
  if (group !== undefined) assertEquals(group, 10);
});

/** What counts where the scheduler weighs sessions, which others than root may change seldom. */
function groupNiceness(pid: number): number | undefined {
  if (Deno.uid() !== 0) return undefined;
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/autogroup`);
    return Number(/nice (-?\d+)/.exec(text)?.[1]);
  } catch {
    return undefined;
  }
}

const SURROUNDINGS: [
  name: string,
  environment: Record<string, string | undefined>,
  missing: string[],
][] = [
  ["no HOME", { HOME: undefined }, []],
  ["a HOME that is not there", { HOME: "/nonexistent" }, []],
  ["an empty PATH", { PATH: "" }, ["python"]],
  ["a temporary folder that is none", { TMPDIR: "/dev/full" }, []],
  ["a time limit that is none", { PYANALYTICS_TIMEOUT_MS: "soon" }, [
    "config.PYANALYTICS_TIMEOUT_MS",
  ]],
  ["a config that is not there", { PYANALYTICS_CLIENT_CONFIG: "/nope" }, [
    "config.given",
  ]],
];

for (const [name, environment, missing] of SURROUNDINGS) {
  test(`delivers with ${name}`, async (client) => {
    await using sandbox = new Sandbox();
    await using server = startServer();
    const finished = await sandbox.client(
      client,
      ["--server", server.url],
      environment,
    );
    assertEquals(finished, SILENT);
    const event = await server.first() as { client: { missing: string[] } };
    assertEquals(event.client.missing, missing);
  });
}

test("delivers with a broken config file of the user, and names it", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const folder = `${sandbox.folder}/home/.config/pyanalytics`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/client.jsonc`, "{ nonsense");
  const finished = await sandbox.client(client, ["--server", server.url]);
  assertEquals(finished, SILENT);
  const event = await server.first() as { client: { missing: string[] } };
  assertEquals(event.client.missing, ["config.user"]);
});

test("delivers with its streams closed", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const { code } = await sandbox.run([
    "sh",
    "-c",
    '"$@" <&- >&- 2>&-',
    "sh",
    ...client.command,
    "--server",
    server.url,
  ], client.environment);
  assertEquals(code, 0);
  await server.first();
});

test("delivers arguments beyond what one variable can hold, shortened", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const words = ["x.py", "y".repeat(120_000), "z".repeat(120_000), "end"];
  const finished = await sandbox.client(client, [
    "--server",
    server.url,
    "--argv",
    "full",
    "--",
    ...words,
  ]);
  assertEquals(finished, SILENT);
  const event = await server.first() as { python: { argv: string[] } };
  assertEquals(event.python.argv, ["x.py", "***", "***", "end"]);
});

test("is silent without a server", async (client) => {
  await using sandbox = new Sandbox();
  const args = ["--server", deadUrl()];
  assertEquals(await sandbox.client(client, args), SILENT);
  await sandbox.gone();
});

test("is silent where the server answers 500", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer(() => new Response("no", { status: 500 }));
  const args = ["--server", server.url];
  assertEquals(await sandbox.client(client, args), SILENT);
  await server.first();
  await sandbox.gone();
});

test("is silent and gone after its time where the server never answers", async (client) => {
  await using sandbox = new Sandbox();
  const isOver = Promise.withResolvers<Response>();
  await using server = startServer(() => isOver.promise);
  const args = ["--server", server.url, "--timeout-ms", "2000"];
  assertEquals(await sandbox.client(client, args), SILENT);
  await server.first();
  await sandbox.gone();
  isOver.resolve(new Response("late"));
});

test("is gone after its time where the interpreter hangs, and the interpreter with it", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const hanging = `${sandbox.folder}/hanging`;
  await Deno.writeTextFile(hanging, "#!/bin/sh\nsleep 1000\n", { mode: 0o755 });
  const args = ["--server", server.url, "--timeout-ms", "5000"];
  const finished = await sandbox.client(client, [...args, "--python", hanging]);
  assertEquals(finished, SILENT);
  const event = await server.first() as { client: { missing: string[] } };
  assertEquals(event.client.missing, ["python"]);
  await sandbox.gone();
});

test("does not wait for a look-up of the host's name that hangs", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  await Deno.writeTextFile(
    `${sandbox.folder}/bin/hostname`,
    "#!/bin/sh\nsleep 1000\n",
    { mode: 0o755 },
  );
  await sandbox.client(client, ["--server", server.url]);
  const event = await server.first() as { client: { missing: string[] } };
  assertEquals(event.client.missing, ["hostfqdn"]);
  await sandbox.gone();
});

for (const args of [["--nope"], ["--server", "host"], ["--timeout-ms", "x"]]) {
  test(`is silent with ${args.join(" ")}`, async (client) => {
    await using sandbox = new Sandbox();
    assertEquals(await sandbox.client(client, args), SILENT);
    await sandbox.gone();
  });
}

for (
  const variable of ["PYANALYTICS_DISABLE", "DO_NOT_TRACK", "PYANALYTICS_CHILD"]
) {
  test(`starts nothing with ${variable}=1`, async (client) => {
    await using sandbox = new Sandbox();
    await using server = startServer();
    const environment = { [variable]: "1" };
    const args = ["--server", server.url];
    assertEquals(await sandbox.client(client, args, environment), SILENT);
    // The child would have been started before the parent's end.
    assertEquals(sandbox.processes(), []);
    assertEquals(server.bodies, []);
  });
}

test("does not count the interpreter that it asks itself, even behind a wrapper", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  const wrapper = `${sandbox.folder}/wrapped`;
  await Deno.copyFile(WRAPPER, wrapper);
  await Deno.chmod(wrapper, 0o755);
  const launcher = `${sandbox.folder}/client`;
  const command = client.command.map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(launcher, `#!/bin/sh\nexec ${command} "$@"\n`, {
    mode: 0o755,
  });
  await sandbox.client(client, ["--server", server.url, "--python", wrapper], {
    PYANALYTICS_CLIENT: launcher,
    PYANALYTICS_SERVER: server.url,
    PYANALYTICS_PYTHON: `${sandbox.folder}/bin/python3`,
  });
  const event = await server.first() as { python: { bin: string } };
  await sandbox.gone();
  assertMatch(event.python.bin, /python3/);
  assertEquals(server.bodies.length, 1);
});

test("delivers where its files have no room", async (client) => {
  await using sandbox = new Sandbox();
  await using server = startServer();
  await using disk = mountFullDisk(`${sandbox.folder}/tmp`);
  const finished = await sandbox.client(client, ["--server", server.url], {
    HOME: disk.folder,
    TMPDIR: disk.folder,
  });
  assertEquals(finished, SILENT);
  await server.first();
  await sandbox.gone();
});

/** A file system of 4 KiB without a free byte, where this user may mount one. */
function mountFullDisk(folder: string) {
  const mount = (...args: string[]) =>
    new Deno.Command(args[0]!, { args: args.slice(1), stderr: "null" })
      .outputSync().success;
  const isMounted = mount(
    "mount",
    "-t",
    "tmpfs",
    "-o",
    "size=4k",
    "tmpfs",
    folder,
  );
  if (isMounted) {
    try {
      Deno.writeFileSync(`${folder}/full`, new Uint8Array(100_000));
    } catch {
      // Now it is full.
    }
  }
  return {
    // Where mounting is forbidden: a folder that takes no file either.
    folder: isMounted ? folder : "/dev/full",
    [Symbol.asyncDispose]: () => {
      if (isMounted) mount("umount", folder);
      return Promise.resolve();
    },
  };
}
