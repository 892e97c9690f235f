/** `repair` as a process, on a folder with everything wrong that it mends. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { writeCompressed } from "../lib/testing/compressed.ts";
import { get } from "./json_http.ts";
import {
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

const TORN = `{"uuid":"5","us`;
/** Not UTF-8, JSON but no object, and JSON that was cut within. */
const DAMAGED = ["\xff\xfe", "[1]", `{"uuid":"9","user":`];

function line(uuid: string, user: string, day: string): string {
  const server_time = `${day}T10:20:30.400Z`;
  return `${JSON.stringify({ uuid, user, server_time })}\n`;
}

/** Writes each character as one byte. */
function write(path: string, text: string): void {
  Deno.writeFileSync(path, Uint8Array.from(text, (each) => each.charCodeAt(0)));
}

/** All files in a folder and below, with what is in them, but for what says who uses it. */
function filesOf(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) {
      for (const [below, text] of Object.entries(filesOf(path))) {
        files[`${name}/${below}`] = text;
      }
    } else if (name !== "lock") {
      files[name] = Array.from(Deno.readFileSync(path)).join();
    }
  }
  return files;
}

/** A compressed day whose end is missing, one with damaged lines, and one that ends within a line. */
function writeDamaged(folder: string): void {
  const [first, second, third] = ["2026-10-01", "2026-10-02", "2026-10-03"]
    .map((day) => join(folder, `${day}.jsonl`)) as [string, string, string];
  write(first, line("1", "alice", "2026-10-01"));
  writeCompressed(first, "foreign");
  Deno.removeSync(first);
  Deno.truncateSync(`${first}.gz`, Deno.statSync(`${first}.gz`).size - 4);
  write(
    second,
    line("2", "bob", "2026-10-02") +
      DAMAGED.map((each) => `${each}\n`).join("") +
      line("3", "carol", "2026-10-02"),
  );
  write(third, line("4", "dave", "2026-10-03") + TORN);
}

for (const kind of KINDS) {
  Deno.test(`${kind}: repair takes out a torn end and damaged lines, keeps them aside, and loses no record`, async () => {
    using folder = new TemporaryFolder();
    const run = async (command: string) => {
      const args = [command, "--data", folder.path];
      const { code, stdout, stderr } = await serverCommand(args, { kind })
        .output();
      const [text, said] = [stdout, stderr].map((bytes) =>
        new TextDecoder().decode(bytes)
      );
      return { code, text: text!, said: said! };
    };
    writeDamaged(folder.path);
    const before = filesOf(folder.path);
    assertEquals((await run("verify")).code, 1);
    assertEquals(filesOf(folder.path), before);

    const { code, text, said } = await run("repair");
    assertEquals([code, said], [0, ""]);
    const torn = `2026-10-03.jsonl: a torn line of ${TORN.length} bytes`;
    for (
      const told of [
        /^2026-10-01\.jsonl\.gz: 0 lines without a record and damage \(/m,
        /^2026-10-02\.jsonl: 3 lines without a record taken out; as it was /m,
        new RegExp(`^${torn} quarantined$`, "m"),
        /^Repaired$/m,
      ]
    ) {
      assertMatch(text, told);
    }
    const after = filesOf(folder.path);
    for (const name of ["2026-10-01.jsonl.gz", "2026-10-02.jsonl"]) {
      assertEquals(after[`quarantine/${name}`], before[name], name);
    }
    const tornBytes = new TextEncoder().encode(TORN).join();
    assert(Object.values(after).includes(tornBytes), "the torn line is gone");
    assertMatch((await run("verify")).text, /^4 records .*, all is well\n/);
    assertEquals((await run("repair")).text, "Nothing to repair\n");
    assertEquals(filesOf(folder.path), after);

    await using server = await ServerProcess.start({ data: folder.path, kind });
    const counted = await get(server.origin, "/v1/count?group_by=user");
    assertEquals(counted.body.counts, { alice: 1, bob: 1, carol: 1, dave: 1 });
    const refused = await run("repair");
    assertEquals([refused.code, refused.text], [1, ""]);
    assertMatch(
      refused.said,
      /^pyanalytics-server repair: [^\n]*another server holds its lock[^\n]*\n$/,
    );
  });
}
