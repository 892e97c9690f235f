import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import type { CountResult } from "../query/mod.ts";
import { countMarkdown, escapeMarkdown } from "./count_markdown.ts";

const ESCAPED: readonly [text: string, markdown: string][] = [
  ["3.11.4", "3.11.4"],
  ["João (x-1)", "João (x-1)"],
  ["a|b", "a\\|b"],
  ["a\\|b", "a\\\\\\|b"],
  ["C:\\Python27\\", "C:\\Python27\\".replaceAll("\\", "\\\\")],
  ["`x`", "\\`x\\`"],
  ["*a* _b_ ~~c~~", "\\*a\\* \\_b\\_ \\~\\~c\\~\\~"],
  ["![x](y)", "!\\[x\\](y)"],
  ["$x^2$ {{y}}", "\\$x^2\\$ \\{\\{y\\}\\}"],
  ["<b>&amp;", "&lt;b&gt;&amp;amp;"],
  ["<!-- -->", "&lt;!-- --&gt;"],
  ["a\nb\r\nc\rd", "a&#10;b&#10;c&#10;d"],
  ["a\tb\u2028c\u0085d", "a&#9;b&#8232;c\ufffdd"],
  ["\u202eevil", "&#8238;evil"],
  ["a\u0000\u001b[31m\u007f", "a\ufffd\ufffd\\[31m\ufffd"],
  ["\ud800", "\ufffd"],
  ["https://e.vil www.e.vil", "https\\://e.vil www\\.e.vil"],
  ["@alice a@b.c", "@&#8203;alice a@b.c"],
  ["#1 SMP o/r#2 &#3;", "#&#8203;1 SMP o/r#&#8203;2 &amp;#&#8203;3;"],
  [":smile: 21:04:05", ":&#8203;smile: 21:04:05"],
];

for (const [text, markdown] of ESCAPED) {
  Deno.test(`escapeMarkdown() of ${JSON.stringify(text)} is ${JSON.stringify(markdown)}`, () => {
    assertEquals(escapeMarkdown(text), markdown);
  });
}

Deno.test("no text ends its cell or its row, or begins HTML", () => {
  fc.assert(fc.property(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({
        unit: fc.constantFrom(..."\\|`*_[]<>&#@:\n\r\t !(){}~$-a1"),
      }),
    ),
    (text) => {
      const markdown = escapeMarkdown(text);
      assert(!/[<>\n\r\u2028\u2029]/.test(markdown));
      // What remains when escapes are taken away is no Markdown's.
      assert(
        !/[\\|`*_[\]{}~$]/.test(markdown.replace(/\\[!-/:-@[-`{-~]/g, "")),
      );
    },
  ));
});

function markdownOf(result: CountResult): string {
  return [...countMarkdown(result)].join("");
}

Deno.test("countMarkdown() is a summary and a table", () => {
  assertEquals(
    markdownOf({
      grouped_by: ["@os", "a|b"],
      record_count: 3,
      error_count: 1,
      grouped_key_count: 5,
      groups: [
        {
          key: ["Linux", "x|y"],
          count: 2,
          share: 0.666667,
          distinct: { username: 1 },
          first_seen: "2026-11-22T21:04:05.123Z",
          last_seen: "2026-11-23T21:04:05.123Z",
        },
        {
          key: ["", "\n"],
          count: 1,
          share: 0.333333,
          distinct: { username: 1 },
          first_seen: null,
          last_seen: null,
        },
      ],
      elapsed_ms: 1,
    }),
    `3 records, 1 lacks a path, 5 groups (the first 2 are shown)

| \`@os\` | a\\|b | Count | Share | Distinct \`username\` | First seen | Last seen |
| --- | --- | ---: | ---: | ---: | --- | --- |
| Linux | x\\|y | 2 | 66.7 % | 1 | 2026-11-22 | 2026-11-23 |
|  | &#10; | 1 | 33.3 % | 1 |  |  |
`,
  );
});

Deno.test("countMarkdown() without groups has the totals alone", () => {
  assertEquals(
    markdownOf({
      record_count: 3,
      error_count: 0,
      distinct: { username: 2 },
      elapsed_ms: 1,
    }),
    `3 records, 0 lack a path

| Count | Distinct \`username\` |
| ---: | ---: |
| 3 | 2 |
`,
  );
});

Deno.test("countMarkdown() where nothing matches is a table of no rows", () => {
  assertMatch(
    markdownOf({
      grouped_by: "x",
      record_count: 0,
      error_count: 4,
      grouped_key_count: 0,
      groups: [],
      elapsed_ms: 1,
    }),
    /^0 records, 4 lack a path, 0 groups\n\n\| `x` \|.*\n\| --- \|.*\n$/,
  );
});
