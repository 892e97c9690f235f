/** Backups of a server that goes on storing: a snapshot, and a plain copy of its folder. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { eventually } from "../lib/testing/eventually.ts";
import { Random } from "../lib/testing/random.ts";
import { writeCompressed } from "../lib/testing/compressed.ts";
import { get, post } from "./json_http.ts";
import { peakResidentBytes, residentBytes } from "./process_memory.ts";
import {
  type Kind,
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";
import { Ledger } from "./torture/ledger.ts";
import { Load } from "./torture/load.ts";

const CONNECTIONS = 16;
/** So many events are stored before a backup begins. */
const EVENTS_BEFORE = 300;
const PAST_DAYS = ["2026-10-01", "2026-10-02", "2026-10-03"] as const;
const LINES_PER_DAY = 50;

/** Every uuid that was ever sent, too. */
class FullLedger extends Ledger {
  readonly sent = new Set<string>();

  override take(count: number): string[] {
    const uuids = super.take(count);
    for (const uuid of uuids) this.sent.add(uuid);
    return uuids;
  }
}

/** Past days, each kept in another way. @returns their uuids */
function writePastDays(folder: string): string[] {
  const uuids: string[] = [];
  for (const [index, day] of PAST_DAYS.entries()) {
    const path = join(folder, `${day}.jsonl`);
    for (let n = 0; n < LINES_PER_DAY; n++) {
      const uuid = `${day}-${n}`;
      uuids.push(uuid);
      const event = { uuid, server_time: `${day}T10:20:30.400Z` };
      Deno.writeTextFileSync(path, `${JSON.stringify(event)}\n`, {
        append: true,
      });
    }
    const kind = ([undefined, "seekable", "foreign"] as const)[index];
    if (kind === undefined) continue;
    writeCompressed(path, kind);
    Deno.removeSync(path);
  }
  return uuids;
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(command, { args }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
}

async function verify(kind: Kind, folder: string) {
  const args = ["verify", "--data", folder];
  const { code, stdout } = await serverCommand(args, { kind }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

/** What a server on a restored folder has, of events that each have a uuid. */
async function uuidsIn(origin: string): Promise<Set<string>> {
  const text = await (await fetch(`${origin}/v1/download/import`)).text();
  const uuids = text.trimEnd().split("\n")
    .map((line): string => JSON.parse(line).uuid);
  const set = new Set(uuids);
  assertEquals(uuids.length, set.size);
  const { body } = await get(origin, "/v1/count");
  assertEquals(body.record_count, set.size);
  const { store } = (await get(origin, "/v1/meta")).body;
  assertEquals([store.unreadable_lines, store.damaged_segments], [0, []]);
  return set;
}

/** A server under load, of which something is made meanwhile. */
async function underLoad(
  kind: Kind,
  folder: string,
  use: (server: ServerProcess, ledger: FullLedger) => Promise<void>,
): Promise<void> {
  await using server = await ServerProcess.start({ data: folder, kind });
  const ledger = new FullLedger(new Random(20261124));
  const load = new Load({
    origin: server.origin,
    connections: CONNECTIONS,
    ledger,
    random: new Random(20261124, 1),
  });
  await eventually(
    () => ledger.acknowledged.size,
    (size) => size >= EVENTS_BEFORE,
  );
  await use(server, ledger);
  const { size } = ledger.acknowledged;
  await eventually(
    () => ledger.acknowledged.size,
    (seen) => seen > size,
  );
  await load.stop();
  assertEquals(ledger.unforeseen, []);
  assertEquals((await server.stop()).code, 0);
}

/** Nothing that was acknowledged before is missing, and nothing is there that came later. */
function checkBounds(
  uuids: ReadonlySet<string>,
  { before, sent }: {
    readonly before: readonly string[];
    readonly sent: ReadonlySet<string>;
  },
): void {
  assertEquals(before.filter((uuid) => !uuids.has(uuid)), []);
  assertEquals([...uuids].filter((uuid) => !sent.has(uuid)), []);
}

for (const kind of KINDS) {
  Deno.test(`${kind}: a snapshot under load is restored by tar, verified, and served: just what was stored when it began`, async () => {
    using from = new TemporaryFolder();
    using to = new TemporaryFolder();
    const past = writePastDays(from.path);
    const archive = join(to.path, "snapshot.tar");
    let [before, sent]: [string[], Set<string>] = [[], new Set()];
    await underLoad(kind, from.path, async ({ origin }, ledger) => {
      before = [...past, ...ledger.acknowledged];
      const response = await fetch(`${origin}/v1/snapshot`);
      // What is sent from now on comes later than the beginning of the answer.
      sent = new Set([...past, ...ledger.sent]);
      assertEquals(response.headers.get("content-type"), "application/x-tar");
      await Deno.writeFile(archive, response.body!);
    });
    await run("tar", "-xf", archive, "-C", to.path);
    const data = join(to.path, "analytics-data");
    assertEquals(
      Array.from(Deno.readDirSync(data), ({ name }) => name).sort().slice(0, 3),
      ["2026-10-01.jsonl", "2026-10-02.jsonl.gz", "2026-10-03.jsonl.gz"],
    );
    const { code, stdout } = await verify(kind, data);
    assertEquals([code, stdout.includes("all is well")], [0, true], stdout);
    await using restored = await ServerProcess.start({ data, kind });
    const uuids = await uuidsIn(restored.origin);
    checkBounds(uuids, { before, sent });
    const [uuid] = before.slice(-1);
    const again = await post(restored.origin, { uuid });
    assertEquals(again.body, { success: true, duplicate: true });
    const { stderr } = await restored.stop();
    assert(!stderr.includes("torn"), stderr);
  });

  Deno.test(`${kind}: a copy of the folder under load, plain segments first, is restored, its torn line set aside`, async () => {
    using from = new TemporaryFolder();
    using to = new TemporaryFolder();
    const past = writePastDays(from.path);
    let [before, sent]: [string[], Set<string>] = [[], new Set()];
    await underLoad(kind, from.path, async (_server, ledger) => {
      before = [...past, ...ledger.acknowledged];
      await run("sh", "-c", `cp -p "$0"/*.jsonl "$1"`, from.path, to.path);
      await run("sh", "-c", `cp -p "$0"/*.jsonl.gz "$1"`, from.path, to.path);
      sent = new Set([...past, ...ledger.sent]);
    });
    // As much of a line as can be there when a copy comes upon one that is being written.
    const last = namesIn(to.path, ".jsonl").at(-1)!;
    const torn = `{"uuid":"torn","filler":"x`;
    const path = join(to.path, last);
    const whole = Deno.readTextFileSync(path);
    const copied = whole.slice(0, whole.lastIndexOf("\n") + 1);
    Deno.writeTextFileSync(path, copied + torn);
    const first = await verify(kind, to.path);
    assertEquals(first.code, 1);
    assertStringIncludes(first.stdout, `${last}: The last line has no end`);
    await using restored = await ServerProcess.start({ data: to.path, kind });
    const uuids = await uuidsIn(restored.origin);
    checkBounds(uuids, { before, sent });
    const { stderr } = await restored.stop();
    assertMatch(
      stderr,
      new RegExp(
        `ended with a torn line of ${torn.length} bytes: quarantined`,
      ),
    );
    assertEquals((await verify(kind, to.path)).code, 0);
  });
}

function namesIn(folder: string, suffix: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => name.endsWith(suffix)).sort();
}

/** As `cp` does: what it does not find any more keeps it from nothing else. */
function copyWhatIsThere(names: readonly string[], from: string, to: string) {
  for (const name of names) {
    try {
      Deno.copyFileSync(join(from, name), join(to, name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

Deno.test("a copy by that order has a segment that is compressed between its two steps", async () => {
  using from = new TemporaryFolder();
  using to = new TemporaryFolder();
  const past = writePastDays(from.path);
  const plain = join(from.path, `${PAST_DAYS[0]}.jsonl`);
  const listed = namesIn(from.path, ".jsonl");
  {
    const args = ["--compress"];
    await using server = await ServerProcess.start({ data: from.path, args });
    await eventually(
      () => Deno.stat(plain).then(() => true, () => false),
      (isThere) => !isThere,
    );
    copyWhatIsThere(listed, from.path, to.path);
    copyWhatIsThere(namesIn(from.path, ".jsonl.gz"), from.path, to.path);
    assertEquals((await server.stop()).code, 0);
  }
  await using restored = await ServerProcess.start({ data: to.path });
  assertEquals(await uuidsIn(restored.origin), new Set(past));
});

const LARGE_SEGMENTS = 100;
const LARGE_BYTES = 3_000_000;

/** More segments than are opened ahead, and more bytes than are sent ahead. @returns their days */
function writeLargeSegments(folder: string): string[] {
  const text = `${JSON.stringify({ filler: "x".repeat(LARGE_BYTES) })}\n`;
  return Array.from({ length: LARGE_SEGMENTS }, (_, n) => {
    const day = new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);
    Deno.writeTextFileSync(join(folder, `${day}.jsonl`), text);
    return day;
  });
}

Deno.test("a snapshot that breaks off is an error for who fetches it, and a line in the log", async () => {
  using folder = new TemporaryFolder();
  const last = writeLargeSegments(folder.path).at(-1)!;
  await using server = await ServerProcess.start({ data: folder.path });
  const { body, status } = await fetch(`${server.origin}/v1/snapshot`);
  assertEquals(status, 200);
  Deno.removeSync(join(folder.path, `${last}.jsonl`));
  await assertRejects(() => body!.pipeTo(new WritableStream()));
  const { stderr } = await server.stop();
  assertStringIncludes(
    stderr,
    `A snapshot was broken off: ${last}.jsonl is no longer there\n`,
  );
});

/** How many segments a process has open. */
function openSegments(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return Array.from(Deno.readDirSync(folder), ({ name }) => {
    try {
      return Deno.readLinkSync(join(folder, name));
    } catch {
      // It has been closed meanwhile.
      return "";
    }
  }).filter((path) => path.endsWith(".jsonl")).length;
}

Deno.test({
  name:
    "a snapshot of 300 MB takes the server no more than 128 MiB of memory, and its files are closed",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using folder = new TemporaryFolder();
    writeLargeSegments(folder.path);
    await using server = await ServerProcess.start({ data: folder.path });
    const { pid, origin } = server;
    const resident = residentBytes(pid);
    let sizeBytes = 0;
    const { body } = await fetch(`${origin}/v1/snapshot`);
    for await (const chunk of body!) sizeBytes += chunk.length;
    assert(sizeBytes > LARGE_SEGMENTS * LARGE_BYTES, `${sizeBytes}`);
    assert(peakResidentBytes(pid) - resident < 128 * 1024 * 1024);
    const broken = await fetch(`${origin}/v1/snapshot`);
    assert(openSegments(pid) > 20, `${openSegments(pid)} segments are open`);
    await broken.body!.cancel();
    await eventually(
      () => openSegments(pid),
      (seen) => seen === 0,
    );
  },
});
