/** What the client finds out about Windows. */
import { assert, assertEquals, assertMatch } from "@std/assert";
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
