/** Commands on a journal's folder, as processes: the round that a person makes with them. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join, relative } from "@std/path";
import { eventually } from "../lib/testing/eventually.ts";
import {
  decodeContainer,
  encodeContainer,
} from "../lib/columns/stored/container.ts";
import {
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

function line(uuid: string, user: string): string {
  const server_time = "2026-10-01T10:20:30.400Z";
  return `${JSON.stringify({ uuid, user, server_time })}\n`;
}

for (const kind of KINDS) {
  Deno.test(`${kind}: what a server has stored is exported, imported elsewhere, and erased there`, async () => {
    using from = new TemporaryFolder();
    using to = new TemporaryFolder();
    const text = line("1", "alice") + line("2", "bob") + line("1", "alice");
    Deno.writeTextFileSync(join(from.path, "2026-10-01.jsonl"), text);
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await serverCommand(args, { kind })
        .output();
      const said = new TextDecoder().decode(stderr);
      return { code, stdout, said, text: new TextDecoder().decode(stdout) };
    };
    const file = join(to.path, "export.gz");
    {
      await using server = await ServerProcess.start({ data: from.path, kind });
      const exported = await run("export", "--gzip", "--data", from.path);
      assertEquals(exported.code, 0);
      Deno.writeFileSync(file, exported.stdout);
      const refused = await run("compact", "--data", from.path);
      assertEquals(refused.code, 1);
      assertStringIncludes(refused.said, "another server holds its lock");
      assertEquals((await server.stop()).code, 0);
    }
    const imported = await run("import", "--data", to.path, file);
    assertMatch(imported.text, /^Imported 2 events; left out 1 duplicate/);
    const erased = await run("erase", "--data", to.path, "--where=user=alice");
    assertEquals(erased.text, "Erased 1 record in 1 segment\n");
    const verified = await run("verify", "--data", to.path);
    assertEquals(verified.text, "1 record in 1 segment, all is well\n");
    await using server = await ServerProcess.start({ data: to.path, kind });
    const response = await fetch(`${server.origin}/v1/records?format=ndjson`);
    assertEquals(await response.text(), line("2", "bob"));
    const compacted = await run("compact", "--data", from.path);
    assertEquals(compacted.text, "Removed 1 duplicate from 1 segment\n");
    assertEquals(
      from.journalLines().join("\n") + "\n",
      line("1", "alice") + line("2", "bob"),
    );
  });
}

/** Enough for a block that is stored. */
const BLOCK_LINES = 40_000;

for (const kind of KINDS) {
  Deno.test(`${kind}: verify compares the columns that a server has stored, also beside it; repair removes a wrong one`, async () => {
    using folder = new TemporaryFolder();
    const run = async (command: string) => {
      const args = [command, "--data", folder.path];
      const { code, stdout, stderr } = await serverCommand(args, { kind })
        .output();
      assertEquals(new TextDecoder().decode(stderr), "");
      return { code, text: new TextDecoder().decode(stdout) };
    };
    const line = (n: number) => `{"user":"u${n % 50}","n":${n}}`;
    const body = Array.from({ length: BLOCK_LINES }, (_, n) => line(n));
    const columns = join(folder.path, "cache", "columns");
    const storedFiles = () => {
      try {
        return [...Deno.readDirSync(columns)].flatMap(({ name }) =>
          Array.from(
            Deno.readDirSync(join(columns, name)),
            (file) => join(columns, name, file.name),
          )
        ).filter((path) => path.endsWith(".column"));
      } catch {
        return [];
      }
    };
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const posted = await fetch(`${server.origin}/v1/events`, {
      method: "POST",
      body: body.join("\n"),
    });
    assertEquals((await posted.json()).stored, BLOCK_LINES);
    const asked = await fetch(`${server.origin}/v1/count?group_by=user`);
    assertEquals((await asked.json()).grouped_key_count, 50);
    const [path] = await eventually(
      () => storedFiles(),
      (files) => files.length === 1,
    );
    const well = {
      code: 0,
      text:
        "2 column files, 0 stale or foreign (rebuilt when needed), 0 wrong\n" +
        `${BLOCK_LINES} records in 1 segment, all is well\n`,
    };
    assertEquals(await run("verify"), well);
    assertEquals((await server.stop()).code, 0);
    assertEquals(await run("verify"), well);
    const { sections, header } = decodeContainer(Deno.readFileSync(path!))!;
    sections[0]![99] = 1;
    Deno.writeFileSync(path!, encodeContainer({ sections, header }));
    const name = relative(folder.path, path!);
    const problem =
      `1 of ${BLOCK_LINES} values are not those of its lines, the first that of line 100`;
    const { code, text } = await run("verify");
    assertEquals([code, text.split("\n")[0]], [1, `${name}: ${problem}`]);
    assertEquals(
      (await run("repair")).text,
      `${name}: removed: ${problem}\nRepaired\n`,
    );
    assertEquals(storedFiles(), []);
    assertEquals((await run("verify")).code, 0);
  });
}
