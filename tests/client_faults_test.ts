/** The client's outbox where the system does not let its files be read; ignored without `strace`. */
import { assertEquals, assertMatch } from "@std/assert";
import {
  type ClientProgram,
  CLIENTS,
  deadUrl,
  Sandbox,
} from "./client_process.ts";
import { ServerProcess, TemporaryFolder } from "./server_process.ts";

/** No interpreter is to be asked: these tests are not about facts. */
const QUICK = ["--python", "/nonexistent", "--timeout-ms", "30000"];

/** What each way to fail says. */
const ERRORS = {
  EACCES: "Permission denied",
  EIO: "Input/output error",
  EMFILE: "Too many open files",
};

for (const client of CLIENTS) {
  for (const [error, said] of Object.entries(ERRORS)) {
    test(
      `an event that cannot be read (${error}) holds up no other, is said, and is sent the next time`,
      client,
      async () => {
        await using sandbox = new Sandbox();
        using data = new TemporaryFolder();
        const url = deadUrl();
        for (const number of [0, 1, 2]) {
          const tag = ["--tag", `n=${number}`];
          await sandbox.client(client, [...QUICK, "--server", url, ...tag]);
          await sandbox.gone();
        }
        const [first, unlucky, last] = filesIn(sandbox, "events");
        await using _server = await ServerProcess.start({
          data: data.path,
          args: ["--port", new URL(url).port],
        });
        const flush = ["flush", "--server", url, "--timeout-ms", "30000"];
        const numbers = () =>
          data.journalLines().map((line) => JSON.parse(line).tags.n);
        const failed = await sandbox.run(
          [...failing(unlucky!, error), ...client.command, ...flush],
          client.environment,
        );
        assertEquals([first, last].includes(undefined), false);
        assertEquals(numbers(), ["0", "2"]);
        assertEquals(failed.code, 1);
        assertMatch(
          failed.stderr,
          new RegExp(
            `^pyanalytics-client flush: Cannot deliver 1 event to .*${said}`,
          ),
        );
        assertEquals(filesIn(sandbox, "events"), [unlucky]);
        assertEquals(filesIn(sandbox, "aside"), []);
        const { code, stderr } = await sandbox.client(client, flush);
        assertEquals({ code, stderr }, { code: 0, stderr: "" });
        assertEquals(numbers(), ["0", "2", "1"]);
      },
    );
  }
}

function test(
  name: string,
  client: ClientProgram,
  fn: () => Promise<void>,
): void {
  Deno.test({
    name: `client from ${client.name}: ${name}`,
    ignore: client.ignore || Deno.build.os !== "linux" || !canFail(),
    fn,
  });
}

/** The paths of the files in the folders of that name that an outbox has for each server. */
function filesIn(sandbox: Sandbox, name: "events" | "aside"): string[] {
  const servers =
    `${sandbox.folder}/home/.local/state/pyanalytics/outbox/servers`;
  return Array.from(Deno.readDirSync(servers)).flatMap((server) => {
    const folder = `${servers}/${server.name}/${name}`;
    try {
      return Array.from(Deno.readDirSync(folder))
        .map((file) => `${folder}/${file.name}`);
    } catch {
      return [];
    }
  }).sort();
}

/** Starts a program that cannot open one file. */
function failing(path: string, error: string): [string, ...string[]] {
  const quiet = ["-qq", "-o", "/dev/null"];
  const inject = `inject=openat:error=${error}`;
  return ["strace", "-f", ...quiet, "-P", path, "-e", inject];
}

/** Whether there is `strace`, and it may look into what it starts. */
function canFail(): boolean {
  try {
    const [command, ...args] = failing("/nonexistent", "EIO");
    return new Deno.Command(command, { args: [...args, "true"] }).outputSync()
      .success;
  } catch {
    return false;
  }
}
