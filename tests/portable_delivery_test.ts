/** The client for shells delivers with whatever a system has, to a real server. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { exists, startServer } from "./client_process.ts";
import { PORTABLE, PortableSandbox, type Tool } from "./portable_client.ts";
import { ServerProcess, TemporaryFolder } from "./server_process.ts";

const DASH = ["/usr/bin/dash"];

/** Each the one way that a machine has. */
const WAYS: readonly [name: string, tool: Tool][] = [
  ["curl", ["curl", "/usr/bin/curl"]],
  ["GNU's wget", ["wget", "/usr/bin/wget"]],
  ["busybox's wget", ["wget", "/usr/bin/busybox"]],
  ["OpenBSD's nc", ["nc", "/bin/nc.openbsd"]],
  ["busybox's nc", ["nc", "/usr/bin/busybox"]],
  ["bash's /dev/tcp", ["bash", "/usr/bin/bash"]],
  ["ksh's /dev/tcp", ["ksh", "/usr/bin/ksh"]],
];

for (const [name, tool] of WAYS) {
  const ignore = Deno.build.os !== "linux" || !exists(tool[1]);

  Deno.test({
    name: `pyanalytics.sh delivers by ${name}, every byte as it was`,
    ignore,
    fn: async () => {
      using data = new TemporaryFolder();
      await using server = await ServerProcess.start({ data: data.path });
      await using sandbox = new PortableSandbox(DASH, [tool]);
      const tag = `hostile=\u0001"\\%s 💥${"x".repeat(5000)}`;
      const args = ["--server", server.origin, "--tag", tag, "--", "x.py"];
      const { code, stdout, stderr } = await sandbox.report([
        "--wait",
        ...args,
      ]);
      assertEquals({ code, stderr }, { code: 0, stderr: "" });
      await sandbox.report(args);
      await sandbox.gone();
      const events = data.journalLines().map((line) => JSON.parse(line));
      assertEquals(events.length, 2);
      assertEquals(
        stdout,
        `Delivered event ${
          events[0].uuid
        } to ${server.origin}/v1/on_import: 200 {"success":true}\n`,
      );
      for (const { tags, python } of events) {
        assertEquals(`hostile=${tags.hostile}`, tag);
        assertEquals(python.argv, ["x.py"]);
      }
      assertEquals(sandbox.temporary(), []);
    },
  });

  Deno.test({
    name: `pyanalytics.sh takes no refusal by ${name} for a delivery`,
    ignore,
    fn: async () => {
      await using server = startServer(() =>
        new Response("no\u001b[31m\nway", { status: 400 })
      );
      await using sandbox = new PortableSandbox(DASH, [tool]);
      const url = `${server.url}/v1/on_import`;
      const { code, stdout, stderr } = await sandbox.report(
        ["--wait", "--server", server.url],
      );
      assertEquals({ code, stdout }, { code: 1, stdout: "" });
      assertMatch(stderr, /^pyanalytics\.sh: Cannot deliver to [ -~]*\n$/);
      assertStringIncludes(stderr, url);
    },
  });
}

Deno.test({
  name: "pyanalytics.sh says where nothing here can deliver",
  ignore: Deno.build.os !== "linux" || !exists(DASH[0]!),
  fn: async () => {
    await using sandbox = new PortableSandbox(DASH);
    for (const server of ["http://127.0.0.1:1", "https://127.0.0.1:1"]) {
      assertEquals(await sandbox.report(["--wait", "--server", server]), {
        code: 1,
        stdout: "",
        stderr: `pyanalytics.sh: Cannot deliver to ${server}/v1/on_import: ` +
          "neither curl nor wget is here, nor what could do without\n",
      });
    }
  },
});

Deno.test({
  name: "pyanalytics.sh makes JSON of bytes that are no UTF-8",
  ignore: Deno.build.os !== "linux" || !exists(DASH[0]!),
  fn: async () => {
    await using sandbox = new PortableSandbox(DASH);
    // Truncated, overlong, surrogate, beyond Unicode, a lone continuation, never allowed.
    const escapes = [
      "\\303",
      "\\342\\202",
      "\\300\\257",
      "\\355\\240\\200",
      "\\364\\220\\200\\200",
      "\\200",
      "\\377x\\376",
      "\\342\\202\\303\\251",
    ];
    const bytes = escapes.map((text) =>
      Uint8Array.from(
        text.match(/\\\d{3}|[^\\]/g)!.map((each) =>
          each.startsWith("\\")
            ? parseInt(each.slice(1), 8)
            : each.charCodeAt(0)
        ),
      )
    );
    for (const [index, text] of escapes.entries()) {
      const { stdout } = await sandbox.run([
        "sh",
        "-c",
        `exec "$0" "$1" --print --tag "t=$(printf '<${text}>')"`,
        DASH[0]!,
        PORTABLE,
      ]);
      const expected = `<${new TextDecoder().decode(bytes[index])}>`;
      assertEquals(JSON.parse(stdout).tags.t, expected, text);
    }
  },
});
