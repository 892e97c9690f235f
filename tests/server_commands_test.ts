/** Commands on a journal's folder, as processes: the round that a person makes with them. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
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
    assertMatch(imported.text, /^Imported 2 events; left out 1 duplicates/);
    const erased = await run("erase", "--data", to.path, "--where=user=alice");
    assertEquals(erased.text, "Erased 1 records in 1 segments\n");
    const verified = await run("verify", "--data", to.path);
    assertEquals(verified.text, "1 records in 1 segments, all is well\n");
    await using server = await ServerProcess.start({ data: to.path, kind });
    const response = await fetch(`${server.origin}/v1/records?format=ndjson`);
    assertEquals(await response.text(), line("2", "bob"));
    const compacted = await run("compact", "--data", from.path);
    assertEquals(compacted.text, "Removed 1 duplicates from 1 segments\n");
    assertEquals(
      from.journalLines().join("\n") + "\n",
      line("1", "alice") + line("2", "bob"),
    );
  });
}
