import { assertEquals } from "@std/assert";
import { countTitle } from "./count_title.ts";

const TABLE: readonly [query: string, title: string][] = [
  ["", "Records"],
  ["group_by=&where=&since=&interval=", "Records"],
  ["group_by=@python,@os&top=3", "Records by @python, @os"],
  ["group_by=@os&group_by=a\\,b&interval=day", "Records by @os, a\\,b per day"],
  [
    "interval=month&where=@os=Linux&where=username?&since=1y&until=2026-11-01&limit=9",
    "Records per month, where @os=Linux, where username?, since 1y, until 2026-11-01, the latest 9",
  ],
];

for (const [query, title] of TABLE) {
  Deno.test(`countTitle() of ${JSON.stringify(query)}`, () => {
    assertEquals(countTitle(new URLSearchParams(query)), title);
  });
}
