/** What each use of the server may still do when it is done, seen from within its process. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { eventually } from "../../lib/testing/eventually.ts";
import { SERVER_PERMISSIONS, type ServerUse } from "../../lib/commands/mod.ts";
import { PERMISSION_KINDS } from "../../lib/permissions.ts";
import { type FakeServer, startServer } from "../client_process.ts";
import { TemporaryFolder } from "../server_process.ts";
import {
  asExecutable,
  fromSource,
  type ProbedCommand,
  programOf,
  told,
} from "./probed.ts";

const SERVER = programOf("pyanalytics-server");
const SOURCE = fromFileUrl(new URL("../../server.ts", import.meta.url));
const USES = Object.keys(SERVER_PERMISSIONS) as ServerUse[];
/** The probe uses a library of that system. */
const IGNORED = Deno.build.os !== "linux";

const LINE =
  '{"uuid":"1","user":"alice","server_time":"2026-10-01T10:20:30.400Z"}\n';

/** A folder to work on, with a sealed segment, and a server that answers a question. */
class Place implements AsyncDisposable {
  readonly #folder = new TemporaryFolder();
  readonly #server: FakeServer = startServer(() =>
    Response.json({ record_count: 1, error_count: 0 })
  );
  /** The folder that commands are run in; the journal is in another. */
  readonly work = join(this.#folder.path, "work");
  readonly #data = join(this.#folder.path, "data");
  readonly #file = join(this.#folder.path, "more.jsonl");

  constructor() {
    for (const path of [this.work, this.#data]) Deno.mkdirSync(path);
    Deno.writeTextFileSync(this.#file, LINE.replace('"1"', '"2"'));
    Deno.writeTextFileSync(join(this.#data, "2026-10-01.jsonl"), LINE);
    const tokens = [{
      name: "one",
      rights: ["read"],
      sha256: "0".repeat(64),
      created: "2026-10-01T10:20:30.400Z",
    }];
    Deno.writeTextFileSync(
      join(this.#data, "tokens.json"),
      JSON.stringify({ tokens }),
    );
  }

  /** Waits until the thread that compresses has done its work. */
  async compressed(): Promise<void> {
    await eventually(
      () => Array.from(Deno.readDirSync(this.#data), ({ name }) => name),
      (names) => names.includes("2026-10-01.jsonl.gz"),
    );
  }

  /** The arguments of a use. */
  args(use: ServerUse): string[] {
    const more: Record<ServerUse, readonly string[]> = {
      "serve": ["--port", "0", "--compress"],
      "query": ["query", "group_by=user"],
      "query --server": ["query", "--server", this.#server.url],
      "import": ["import", this.#file],
      "export": ["export"],
      "verify": ["verify"],
      "repair": ["repair"],
      "compact": ["compact"],
      "erase": ["erase", "--where", "user=alice"],
      "token list": ["token", "list"],
      "token add": ["token", "add", "two", "--rights", "write"],
      "token remove": ["token", "remove", "one"],
    };
    return use === "query --server"
      ? [...more[use]]
      : [...more[use], "--data", this.#data];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

/** Runs a use to its end; a server is asked a question, waits for its threads, and is stopped. */
async function run(
  use: ServerUse,
  [command, ...first]: ProbedCommand,
  place: Place,
): Promise<{ code: number; stderr: string }> {
  const child = new Deno.Command(command, {
    args: [...first, ...place.args(use)],
    cwd: place.work,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  let stdout = "";
  let isAsked = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    stdout += text;
    const url = /^Listening on (\S+)$/m.exec(stdout)?.[1];
    if (url === undefined || isAsked) continue;
    isAsked = true;
    const answer = await fetch(`${url}v1/count?group_by=user`);
    assertEquals((await answer.json()).counts, { alice: 1 });
    await place.compressed();
    child.kill("SIGTERM");
  }
  return { code: (await child.status).code, stderr: await stderr };
}

for (const kind of ["source", "executable"] as const) {
  Deno.test({
    name:
      `${kind}: each use of the server keeps the permissions that it needs, and all else is refused`,
    ignore: IGNORED,
    fn: async (test) => {
      using folder = new TemporaryFolder();
      const command = kind === "source"
        ? fromSource(SERVER)
        : await asExecutable(SERVER, folder.path);
      for (const use of USES) {
        await test.step(use, async () => {
          await using place = new Place();
          const { code, stderr } = await run(use, command, place);
          assertEquals(code, 0, stderr);
          const { program, ...threads } = told(stderr);
          assertEquals(
            program?.toSorted(),
            Object.keys(SERVER_PERMISSIONS[use]).sort(),
          );
          // A probe goes before threads of executables alone, and is outside their folder.
          if (kind === "source") assertEquals(threads, {});
          else if (use === "query") assertEquals(threads, { query: [] });
          else if (use !== "serve") assertEquals(threads, {});
          else assertEquals(threads, { query: [], compress: [] });
        });
      }
    },
  });
}

for (const use of USES) {
  Deno.test({
    name: `${use} cannot do without any of its permissions`,
    ignore: IGNORED,
    fn: async () => {
      const needed = Object.keys(SERVER_PERMISSIONS[use]);
      for (const lacking of needed) {
        await using place = new Place();
        const flags = needed.filter((kind) => kind !== lacking)
          .map((kind) => `--allow-${kind}`);
        // The options are read first, and the server asks for its machine's name.
        flags.push("--allow-env=PYANALYTICS_*");
        if (use === "serve") flags.push("--allow-sys=hostname");
        const { code, stderr } = await run(
          use,
          [Deno.execPath(), "run", "--no-prompt", "--quiet", ...flags, SOURCE],
          place,
        );
        assertEquals(code, 1, `${use} did without ${lacking}: ${stderr}`);
      }
    },
  });
}

Deno.test("no use of the server runs programs, loads libraries or code, or keeps variables", () => {
  for (const [use, kept] of Object.entries(SERVER_PERMISSIONS)) {
    for (const kind of ["run", "ffi", "import", "env"]) {
      assert(PERMISSION_KINDS.some((each) => each === kind));
      assertEquals(kind in kept, false, `${use} keeps ${kind}`);
    }
  }
});
