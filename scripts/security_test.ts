import { assertEquals } from "@std/assert";
import { CLIENT_PERMISSIONS } from "../client/permissions.ts";
import { SERVER_PERMISSIONS } from "../lib/commands/mod.ts";
import type { Permissions } from "../lib/permissions.ts";

const PAGE = await Deno.readTextFile(
  new URL("../docs/SECURITY.md", import.meta.url),
);

function rows(
  name: string,
  uses: Readonly<Record<string, Permissions>>,
): string[] {
  return Object.entries(uses).map(([use, kept]) => {
    const kinds = Object.entries(kept).sort()
      .map(([kind, reason]) => `${kind} (${reason})`);
    return `| ${name} | ${use} | ${kinds.join("; ")} |`;
  });
}

Deno.test("docs/SECURITY.md has the code's table of permissions", () => {
  const header = "| executable | used for | keeps |\n| --- | --- | --- |\n";
  const table = PAGE.split(header)[1]?.split("\n\n")[0]?.trimEnd();
  assertEquals(table?.split("\n"), [
    ...rows("server", SERVER_PERMISSIONS),
    ...rows("client", CLIENT_PERMISSIONS),
  ]);
});
