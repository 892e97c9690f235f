import { assertEquals, assertThrows } from "@std/assert";
import { FIELDS } from "../../client/fields.ts";
import { OPTIONS } from "../../client/options.ts";
import { keyName } from "../../lib/options/mod.ts";
import { withTable } from "./table.ts";

const PAGE = await Deno.readTextFile(
  new URL("../../docs/PRIVACY.md", import.meta.url),
);

Deno.test("docs/PRIVACY.md has the table of the code's fields", () => {
  assertEquals(withTable(PAGE), PAGE);
});

Deno.test("withTable() puts back a row that is gone", () => {
  const row = /^\| `uuid`.*\n/m;
  const changed = PAGE.replace(row, "");
  assertEquals(changed === PAGE, false);
  assertEquals(withTable(changed), PAGE);
});

Deno.test("withTable() refuses a page without a place for the table", () => {
  assertThrows(() => withTable("# Privacy\n"), Error, "Cannot find the place");
});

Deno.test("docs/PRIVACY.md explains every option that a field names, and no other", () => {
  const section = PAGE.split("## ").find((each) =>
    each.startsWith("What the options change")
  )!;
  const explained = [...section.matchAll(/^\| `(\w+)` \|/gm)]
    .map(([, key]) => key!);
  const named = [...JSON.stringify(FIELDS).matchAll(/"option":"(\w+)"/g)]
    .map(([, key]) => key!);
  assertEquals(new Set(explained), new Set([...named, "hash_key"]));
  const keys = Object.keys(OPTIONS).map(keyName);
  assertEquals(explained.filter((key) => !keys.includes(key)), []);
});
