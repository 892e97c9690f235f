/** What each use of the client may still do when it is done, seen from within its process. */
import { assertEquals } from "@std/assert";
import { encodeHandOver } from "../../client/hand_over.ts";
import {
  CLIENT_PERMISSIONS,
  type ClientUse,
} from "../../client/permissions.ts";
import { CHILD_VARIABLE } from "../../client/switches.ts";
import {
  type ClientProgram,
  CLIENTS,
  exists,
  Sandbox,
} from "../client_process.ts";
import { ServerProcess, TemporaryFolder } from "../server_process.ts";
import { asExecutable, fromSource, programOf, told } from "./probed.ts";

const CLIENT = programOf("pyanalytics-client");
const USES = Object.keys(CLIENT_PERMISSIONS) as ClientUse[];

/** How a use is asked for. */
interface Call {
  readonly args: readonly string[];
  readonly environment?: Record<string, string>;
}

/** Uses follow one another: what waits is flushed, what is installed is uninstalled. */
function callOf(
  use: ClientUse,
  { sandbox, server }: { sandbox: Sandbox; server: string },
): Call {
  const report = [
    "--server",
    server,
    "--python",
    `${sandbox.folder}/bin/python3`,
  ];
  const shims = ["--dir", `${sandbox.folder}/shims`];
  const handOver = {
    args: [...report, "--", "x.py"],
    startMs: Date.now(),
    uuid: crypto.randomUUID(),
  };
  const calls: Record<ClientUse, Call> = {
    "the copy in the background": {
      args: [],
      environment: { [CHILD_VARIABLE]: encodeHandOver(handOver, 10_000) },
    },
    "--wait": { args: ["--wait", ...report] },
    "--print": { args: ["--print", ...report] },
    "status": { args: ["status"] },
    "doctor": { args: ["doctor", "--server", server] },
    "flush": { args: ["flush", "--server", server] },
    "clear": { args: ["clear"] },
    "install": {
      args: ["install", ...shims, "--client", Deno.execPath(), "python3"],
    },
    "uninstall": { args: ["uninstall", ...shims] },
  };
  return calls[use];
}

for (const kind of ["source", "executable"] as const) {
  Deno.test({
    name:
      `${kind}: each use of the client keeps the permissions that it needs, and all else is refused`,
    ignore: Deno.build.os !== "linux",
    fn: async (test) => {
      using folder = new TemporaryFolder();
      using data = new TemporaryFolder();
      await using server = await ServerProcess.start({ data: data.path });
      await using sandbox = new Sandbox();
      const program: ClientProgram = {
        ...CLIENTS.find(({ name }) => name === kind)!,
        command: kind === "source"
          ? fromSource(CLIENT)
          : await asExecutable(CLIENT, folder.path),
      };
      for (const use of USES) {
        await test.step(use, async () => {
          const place = { sandbox, server: server.origin };
          const { args, environment } = callOf(use, place);
          const { code, stderr } = await sandbox.client(
            program,
            args,
            environment,
          );
          assertEquals(code, 0, stderr);
          assertEquals(
            told(stderr).program?.toSorted(),
            Object.keys(CLIENT_PERMISSIONS[use]).sort(),
          );
        });
      }
      // Both reports have come, with what only the interpreter itself can tell.
      const events = data.journalLines().map((line) => JSON.parse(line));
      assertEquals(events.map(({ python }) => typeof python.version), [
        "string",
        "string",
      ]);
      assertEquals(exists(`${sandbox.folder}/shims`), false);
    },
  });
}
