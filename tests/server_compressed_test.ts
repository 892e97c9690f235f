/** A server on a folder with compressed segments. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { eventually } from "../lib/testing/eventually.ts";
import { writeCompressed } from "../lib/testing/compressed.ts";
import {
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

function lineOf(uuid: string, day: string): string {
  return `${JSON.stringify({ uuid, server_time: `${day}T10:20:30.400Z` })}\n`;
}

/** Three days: one that another program compressed, one that a server did, and one that is plain. */
function writeJournal(folder: string): string {
  const days = ["2026-10-01", "2026-10-02", "2026-10-03"];
  const texts = days.map((day) => {
    const text = lineOf(`${day}-a`, day) + lineOf(`${day}-b`, day);
    Deno.writeTextFileSync(join(folder, `${day}.jsonl`), text);
    return text;
  });
  for (const [day, kind] of [[0, "foreign"], [1, "seekable"]] as const) {
    const path = join(folder, `${days[day]}.jsonl`);
    writeCompressed(path, kind);
    Deno.removeSync(path);
  }
  return texts.join("");
}

/** @returns whether the event was stored before */
async function post(origin: string, uuid: string): Promise<boolean> {
  const body = JSON.stringify({ uuid });
  const response = await fetch(`${origin}/v1/on_import`, {
    method: "POST",
    body,
  });
  const { success, duplicate = false } = await response.json();
  assertEquals(success, true);
  return duplicate;
}

for (const kind of KINDS) {
  Deno.test(`${kind}: compressed segments count, are downloaded, and their uuids are known`, async () => {
    using folder = new TemporaryFolder();
    const text = writeJournal(folder.path);
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const { origin } = server;
    const get = async (path: string) =>
      await (await fetch(origin + path)).text();
    assertEquals(await get("/v1/download/import"), text);
    const uuids = ["2026-10-01-a", "2026-10-02-b", "2026-10-03-a", "new"];
    const seen: boolean[] = [];
    for (const uuid of uuids) seen.push(await post(origin, uuid));
    assertEquals(seen, [true, true, true, false]);
    const count = JSON.parse(
      await get("/v1/count?interval=day&until=2026-11-01"),
    );
    assertEquals(count.counts, {
      "2026-10-01": 2,
      "2026-10-02": 2,
      "2026-10-03": 2,
    });
    assertEquals(JSON.parse(await get("/v1/count")).record_count, 7);
    const records = await get(
      "/v1/records?where=uuid=2026-10-01-b&format=ndjson",
    );
    assertEquals(records, lineOf("2026-10-01-b", "2026-10-01"));
    assertEquals(JSON.parse(await get("/v1/meta")).store.damaged_segments, []);
  });

  Deno.test(`${kind}: a damaged compressed segment is told of, and the others count`, async () => {
    using folder = new TemporaryFolder();
    writeJournal(folder.path);
    const path = join(folder.path, "2026-10-01.jsonl.gz");
    const bytes = Deno.readFileSync(path);
    Deno.writeFileSync(path, bytes.subarray(0, bytes.length - 4));
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const get = async (path: string) =>
      await (await fetch(server.origin + path)).json();
    assertEquals((await get("/v1/count")).record_count, 6);
    const [damage] = (await get("/v1/meta")).store.damaged_segments;
    assertMatch(
      damage,
      /^2026-10-01\.jsonl\.gz: Damaged behind byte 0: it is cut short/,
    );
  });

  Deno.test(`${kind}: query reads compressed segments of a folder`, async () => {
    using folder = new TemporaryFolder();
    writeJournal(folder.path);
    const args = ["query", "--data", folder.path, "group_by=@day&format=csv"];
    const { code, stdout } = await serverCommand(args, { kind }).output();
    const lines = new TextDecoder().decode(stdout).trim().split(/\r?\n/);
    assertEquals([code, lines.length], [0, 4]);
  });
}

/** Waits until the folder has just these segments. */
async function untilSegments(
  folder: string,
  expected: readonly string[],
): Promise<void> {
  await eventually(
    () =>
      Array.from(Deno.readDirSync(folder), ({ name }) => name)
        .filter((name) => name.includes(".jsonl")).sort(),
    (names) => names.join() === expected.join(),
  );
}

for (const kind of KINDS) {
  Deno.test(`${kind}: --compress compresses past days, and answers stay the same`, async () => {
    using folder = new TemporaryFolder();
    const text = writeJournal(folder.path);
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--compress"],
    });
    await untilSegments(folder.path, [
      "2026-10-01.jsonl.gz",
      "2026-10-02.jsonl.gz",
      "2026-10-03.jsonl.gz",
    ]);
    const get = async (path: string) =>
      await (await fetch(server.origin + path)).text();
    assertEquals(await get("/v1/download/import"), text);
    assertEquals(JSON.parse(await get("/v1/count")).record_count, 6);
    assertEquals((await server.stop()).code, 0);
  });

  Deno.test(`${kind}: --retain-days and --retain-bytes remove the oldest days`, async () => {
    for (const bound of ["--retain-days=7", "--retain-bytes=1048576"]) {
      using folder = new TemporaryFolder();
      const today = new Date().toISOString().slice(0, 10);
      const large = " ".repeat(600_000) + "\n";
      for (const day of ["2025-01-01", "2025-01-02", today]) {
        Deno.writeTextFileSync(
          join(folder.path, `${day}.jsonl`),
          lineOf(day, day) + large,
        );
      }
      await using server = await ServerProcess.start({
        data: folder.path,
        kind,
        args: [bound],
      });
      await untilSegments(folder.path, [`${today}.jsonl`]);
      const { stderr } = await server.stop();
      assertMatch(stderr, /Removed 2025-01-01\.jsonl of \d+ bytes: /);
    }
  });
}
