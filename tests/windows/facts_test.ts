/** What the client finds out about Windows. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { eventually } from "../../lib/testing/eventually.ts";
import { startServer } from "../client_process.ts";
import { windowsTest } from "./windows.ts";

windowsTest(
  "--print shows what the system's own tools say",
  async (windows) => {
    const args = ["--", "x.py", "a b", "", "Zoë ✓"];
    const finished = await windows.run([
      ...windows.client,
      "--print",
      "--argv",
      "full",
      ...args,
    ]);
    assertEquals({ ...finished, stdout: "" }, {
      code: 0,
      stdout: "",
      stderr: "",
    });
    const event = JSON.parse(finished.stdout);
    const version = /\d+(\.\d+)+/.exec(await said(["ver"]))?.[0];
    const { processor, ...uname } = event.uname;
    assertEquals(uname, {
      system: "Windows",
      node: Deno.hostname(),
      release: "10",
      version,
      machine: "AMD64",
    });
    assertEquals(processor, await said(["echo", "%PROCESSOR_IDENTIFIER%"]));
    assertEquals(event.hostname, Deno.hostname());
    assert(event.hostfqdn.startsWith(event.hostname));
    assertEquals(event.username, await said(["echo", "%USERNAME%"]));
    assertMatch(event.os.name, /^Windows 10 /);
    assertEquals(event.os.version, version);
    assertEquals(event.os.build.split(".")[0], version?.split(".")[2]);
    assertMatch(event.os.edition, /^\w+$/);
    assertEquals(event.machine.arch, "x86_64");
    assertEquals(event.machine.cores, navigator.hardwareConcurrency);
    assert(event.machine.memory_bytes > 0);
    assertEquals(event.python.argv, ["x.py", "a b", "", "Zoë ✓"]);
    // There is none on PATH.
    assertEquals(event.client.missing, ["python"]);

    async function said(words: string[]): Promise<string> {
      return (await windows.run(["cmd", "/c", ...words])).stdout.trim();
    }
  },
);

windowsTest(
  "an interpreter that hangs is killed when its time is over, and the event goes out without it",
  async (windows) => {
    await using server = startServer();
    const python = await windows.compile("hang", "real", "python.exe");
    const priorities = await windows.compile("priorities", "priorities.exe");
    const running = async () =>
      (await windows.run([priorities, "python.exe"])).stdout.trim();
    const reported = windows.run([
      ...windows.client,
      ...["--server", server.url, "--python", python],
      ...["--timeout-ms", "15000"],
    ]);
    // It is there before it is gone.
    await eventually(running, (found) => found !== "");
    assertEquals((await reported).code, 0);
    const { client } = await server.first() as {
      client: { missing: string[] };
    };
    assert(client.missing.includes("python"), client.missing.join());
    await eventually(running, (found) => found === "");
  },
);

windowsTest(
  "the Store's stub is named, and not started",
  async (windows) => {
    const apps = ["Local", "Microsoft", "WindowsApps"];
    await Deno.mkdir(windows.here(...apps), { recursive: true });
    await Deno.writeTextFile(windows.here(...apps, "python.exe"), "");
    const stub = windows.there(...apps, "python.exe");
    const printed = await windows.run(
      [...windows.client, "--print", "--timings", "--", "x.py"],
      { WINEPATH: windows.there(...apps) },
    );
    assertEquals(printed.code, 0);
    const { python, client } = JSON.parse(printed.stdout);
    assertEquals(python, { argv: ["x.py"], bin: stub, is_store_stub: true });
    assertEquals(client.missing, []);
    assertEquals(printed.stderr.includes(`run ${stub}`), false);
  },
);
