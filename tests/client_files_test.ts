/**
 * Files of the client: who may look into them, and, by `strace` where there is one, where they
 * are.
 */
import { assert, assertEquals } from "@std/assert";
import {
  type ClientProgram,
  CLIENTS,
  deadUrl,
  exists,
  Sandbox,
  startServer,
} from "./client_process.ts";
import {
  canTrace,
  openToOthers,
  outside,
  readTrace,
  traced,
  WITHOUT_UMASK,
} from "./written_files.ts";

const IGNORED = Deno.build.os !== "linux";
const CHILDREN = 4;

/** A client whose new files get all the bits that it asks for. */
function withoutUmask(
  program: ClientProgram,
  ...under: string[]
): ClientProgram {
  return {
    ...program,
    command: [...WITHOUT_UMASK, ...under, ...program.command],
  };
}

/** Where the client keeps what is its own. */
function foldersOf({ folder }: Sandbox): { outbox: string; cache: string } {
  return {
    outbox: `${folder}/home/.local/state/pyanalytics/outbox`,
    cache: `${folder}/home/.cache/pyanalytics`,
  };
}

/** Has the client write all the files that it ever does, but for those of `install`. */
async function useAll(
  sandbox: Sandbox,
  client: ClientProgram,
  check: (use: string) => void,
): Promise<void> {
  const run = async (...args: string[]) => {
    const { stderr } = await sandbox.client(client, args);
    await sandbox.gone();
    check(args.join(" "));
    return stderr;
  };
  const { outbox } = foldersOf(sandbox);
  const url = deadUrl();
  await run("--server", url, "--", "queued.py");
  // As if as many children were at work as may be.
  for (let slot = 0; slot < CHILDREN; slot++) {
    Deno.writeTextFileSync(`${outbox}/children/${slot}`, "", { mode: 0o600 });
  }
  await run("--server", url, "--", "left.py");
  assertEquals(Array.from(Deno.readDirSync(`${outbox}/starts`)).length, 1);
  for (let slot = 0; slot < CHILDREN; slot++) {
    Deno.removeSync(`${outbox}/children/${slot}`);
  }
  await run("status", "--server", url);
  await run("doctor", "--server", url);
  await run("flush", "--server", url);
  await using server = startServer(() => new Response("no", { status: 400 }));
  await run("--server", server.url, "--", "refused.py");
  const refused = Array.from(Deno.readDirSync(`${outbox}/servers`))
    .some(({ name }) =>
      Array.from(Deno.readDirSync(`${outbox}/servers/${name}`))
        .some((each) => each.name === "aside")
    );
  assert(refused, "nothing was moved aside");
  await run("--print");
  await run("clear");
}

for (const program of CLIENTS) {
  Deno.test({
    name:
      `client from ${program.name}: whatever it keeps is 0600, and its folders 0700, with a umask of 000`,
    ignore: IGNORED || program.ignore,
    fn: async () => {
      await using sandbox = new Sandbox();
      const { outbox, cache } = foldersOf(sandbox);
      await useAll(sandbox, withoutUmask(program), (use) => {
        for (const folder of [outbox, cache].filter(exists)) {
          assertEquals(openToOthers(folder), [], use);
        }
      });
      assert(exists(cache), "nothing was kept of the interpreter");
    },
  });

  Deno.test({
    name:
      `client from ${program.name}: nobody else may change what install puts there, with a umask of 000`,
    ignore: IGNORED || program.ignore,
    fn: async () => {
      await using sandbox = new Sandbox();
      const shims = `${sandbox.folder}/home/.local/share/pyanalytics/shims`;
      const client = ["--client", Deno.execPath()];
      const { code, stderr } = await sandbox.client(
        withoutUmask(program),
        ["install", ...client, "python3"],
      );
      assertEquals([code, stderr], [0, ""]);
      const modeOf = (path: string) => Deno.statSync(path).mode! & 0o7777;
      assertEquals(modeOf(`${sandbox.folder}/home/.local`), 0o755);
      assertEquals(modeOf(shims), 0o755);
      assertEquals(modeOf(`${shims}/python3`), 0o755);
      assertEquals(modeOf(`${shims}/pyanalytics-install.json`), 0o644);
    },
  });
}

const EXECUTABLE = CLIENTS.find(({ name }) => name === "executable")!;

// From source the runtime keeps a cache of its own.
Deno.test({
  name: "client from executable: it writes to its outbox and its cache alone",
  ignore: IGNORED || EXECUTABLE.ignore || !canTrace(),
  fn: async () => {
    await using sandbox = new Sandbox();
    const trace = `${sandbox.folder}/trace`;
    const { outbox, cache } = foldersOf(sandbox);
    const client = withoutUmask(EXECUTABLE, ...traced(trace));
    await useAll(sandbox, client, () => {});
    const written = readTrace(trace, `${sandbox.folder}/work`);
    assertEquals(outside(written, [outbox, cache]), []);
    const made = written.filter(({ mode }) => mode !== undefined);
    assert(made.length > 20, `only ${made.length} files were made`);
    for (const { call, path, mode } of made) {
      assertEquals(mode, call.startsWith("mkdir") ? 0o700 : 0o600, path);
    }
  },
});
