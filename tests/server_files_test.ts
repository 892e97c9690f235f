/**
 * Files of the server, by every use of it: who may look into them, and, by `strace` where there is
 * one, where they are.
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { eventually } from "../lib/testing/eventually.ts";
import { exists } from "./client_process.ts";
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

/** A server on a folder. */
type ServedWay = Way & { readonly data: string };

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
  const served = { data, kind, under, check };
  await serveRefusing(served);
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
    "Removed 1 duplicate from 1 segment",
  );
  await run("erase", "--where", "user=a");
  await serveUpkeep(served);
  await serveRetained(served);
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

/**
 * A server that counts connections, compresses and removes segments, and is asked for a snapshot
 * meanwhile.
 */
async function serveUpkeep({ data, kind, under, check }: ServedWay) {
  const plain = join(data, "2026-11-20.jsonl");
  const old = join(data, "1900-01-01.jsonl");
  Deno.writeTextFileSync(old, '{"n":1}\n', { mode: 0o600 });
  const args = [
    ...["--compress", "--retain-days", "40000", "--max-connections", "100"],
    ...["--header-timeout-ms", "60000"],
  ];
  await using server = await ServerProcess.start({ data, kind, args, under });
  const isDone = () => !exists(plain) && exists(`${plain}.gz`) && !exists(old);
  do {
    const response = await fetch(`${server.origin}/v1/snapshot`);
    assert((await response.bytes()).length > LINES);
    check("serve, while it compresses, removes and gives a snapshot");
  } while (!isDone());
  assertEquals((await server.stop()).code, 0);
}

/** A server that keeps no more than so many bytes. */
async function serveRetained({ data, kind, under, check }: ServedWay) {
  const large = join(data, "2000-01-01.jsonl");
  const text = `{"n":"${"x".repeat(1_000_000)}"}\n`.repeat(20);
  Deno.writeTextFileSync(large, text, { mode: 0o600 });
  const args = ["--retain-bytes", "15000000"];
  await using server = await ServerProcess.start({ data, kind, args, under });
  await eventually(() => exists(large), (isThere) => !isThere);
  check("serve --retain-bytes");
  assertEquals((await server.stop()).code, 0);
}

/** A server that cannot write its journal for a while, and finds by itself when it can. */
async function serveRefusing({ data, kind, under, check }: ServedWay) {
  await using server = await ServerProcess.start({ data, kind, under });
  // It may be midnight in between.
  const inTheWay = [0, 86_400_000].map((laterMs) => {
    const day = new Date(Date.now() + laterMs).toISOString().slice(0, 10);
    return join(data, `${day}.jsonl`);
  });
  for (const path of inTheWay) Deno.mkdirSync(path, { mode: 0o700 });
  const healthz = async () => {
    const response = await fetch(`${server.origin}/healthz`);
    await response.body?.cancel();
    return response.status;
  };
  const posted = await fetch(`${server.origin}/v1/on_import`, {
    method: "POST",
    body: '{"uuid":"refused"}',
  });
  assertEquals(posted.status, 503, await posted.text());
  assertEquals(await healthz(), 503);
  for (const path of inTheWay) Deno.removeSync(path);
  await eventually(healthz, (status) => status === 200, { patienceMs: 60_000 });
  check("serve, while the journal cannot be written");
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
    const probe = join(data, "probe");
    assert(written.some(({ path }) => path === probe), "nothing was probed");
    const modes = written.filter(({ mode }) => mode !== undefined)
      .map(({ call, mode }) => [call.startsWith("mkdir"), mode]);
    assert(modes.length > 20, `only ${modes.length} files were made`);
    for (const [isFolder, mode] of modes) {
      assertEquals(mode, isFolder ? 0o700 : 0o600);
    }
  },
});
