/**
 * Files of the server, by every use of it: who may look into them, and, by `strace` where there is
 * one, where they are.
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { eventually, exists } from "./client_process.ts";
import {
  type Kind,
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";
import { LINES, QUESTION, stored, writeSegment } from "./stored_segment.ts";
import {
  canTrace,
  openToOthers,
  outside,
  readTrace,
  traced,
  WITHOUT_UMASK,
} from "./written_files.ts";

/** How the server is run in a test. */
interface Way {
  readonly kind: Kind;
  readonly under: readonly [string, ...string[]];
  /** Called after each use. */
  readonly check: (use: string) => void;
}

/** A line that stands behind what a process before has left. */
function addTo(path: string, text: string): void {
  Deno.writeTextFileSync(path, text, { append: true });
}

/** Has the server write all the files that it ever does into `data`, which is not there yet. */
async function useAll(
  { data, more }: { data: string; more: string },
  { kind, under, check }: Way,
): Promise<void> {
  const run = async (...args: string[]) => {
    const all = [...args, "--data", data];
    const output = await serverCommand(all, { kind, under }).output();
    const said = new TextDecoder().decode(output.stderr);
    assertEquals([output.code, said], [0, ""], args.join(" "));
    check(args.join(" "));
    return new TextDecoder().decode(output.stdout).trimEnd();
  };
  const token = await run("token", "add", "one", "--rights", "read,write");
  await run("import", writeSegment(more));
  const segment = join(data, "2026-11-20.jsonl");
  addTo(segment, '{"torn":');
  await serve({ data, token, kind, under });
  check("serve");
  await run("query", QUESTION);
  await run("export", "where=user=a");
  await run("verify");
  await run("token", "list");
  // As somebody may have put it there.
  Deno.chmodSync(segment, 0o644);
  addTo(segment, "no record\n");
  await run("repair");
  addTo(segment, '{"uuid":"u1"}\n');
  assertEquals(
    await run("compact"),
    "Removed 1 duplicates from 1 segments",
  );
  await run("erase", "--where", "user=a");
  await compress({ data, kind, under });
  check("serve --compress");
  await run("erase", "--where", "user=b");
  await run("token", "remove", "one");
  const names = Array.from(Deno.readDirSync(data), ({ name }) => name);
  for (
    const name of [
      "2026-11-20.jsonl.gz",
      "erasures.jsonl",
      "lock",
      "quarantine",
      "token-uses.json",
      "tokens.json",
      "tokens.lock",
    ]
  ) {
    assert(names.includes(name), `${name} is not among ${names}`);
  }
}

/** A server that is posted to, answers, stores columns, and notes who asked. */
async function serve(
  { data, token, kind, under }:
    & { data: string; token: string }
    & Pick<Way, "kind" | "under">,
): Promise<void> {
  const args = ["--open-read=false"];
  await using server = await ServerProcess.start({ data, kind, args, under });
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${server.origin}/v1/count?${QUESTION}`, {
    headers,
  });
  assertEquals((await answer.json()).record_count, LINES);
  const posted = await fetch(`${server.origin}/v1/on_import`, {
    method: "POST",
    body: '{"uuid":"new"}',
    headers,
  });
  assertEquals(posted.status, 200, await posted.text());
  await stored(data);
  assertEquals((await server.stop()).code, 0);
}

async function compress(
  { data, kind, under }: { data: string } & Pick<Way, "kind" | "under">,
): Promise<void> {
  const args = ["--compress"];
  await using server = await ServerProcess.start({ data, kind, args, under });
  const path = join(data, "2026-11-20.jsonl");
  await eventually(
    () => !exists(path) && exists(`${path}.gz`),
    () => `${path} is still there`,
  );
  assertEquals((await server.stop()).code, 0);
}

for (const kind of KINDS) {
  Deno.test({
    name:
      `${kind}: whatever the server writes is 0600, and its folders 0700, with a umask of 000`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      using folder = new TemporaryFolder();
      const data = join(folder.path, "data");
      await useAll({ data, more: folder.path }, {
        kind,
        under: WITHOUT_UMASK,
        check: (use) => assertEquals(openToOthers(data), [], use),
      });
    },
  });
}

Deno.test({
  name:
    "executable: no use of the server writes outside its folder, or makes a file that others may open, not even for a moment",
  ignore: !canTrace(),
  fn: async () => {
    using folder = new TemporaryFolder();
    const data = join(folder.path, "data");
    const trace = join(folder.path, "trace");
    await useAll({ data, more: folder.path }, {
      kind: "executable",
      under: [...WITHOUT_UMASK, ...traced(trace)],
      check: () => {},
    });
    const written = readTrace(trace, Deno.cwd());
    assertEquals(outside(written, [data]), []);
    const modes = written.filter(({ mode }) => mode !== undefined)
      .map(({ call, mode }) => [call.startsWith("mkdir"), mode]);
    assert(modes.length > 20, `only ${modes.length} files were made`);
    for (const [isFolder, mode] of modes) {
      assertEquals(mode, isFolder ? 0o700 : 0o600);
    }
  },
});
