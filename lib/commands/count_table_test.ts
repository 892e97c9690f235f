import { assertEquals } from "@std/assert";
import type { CountResult, Group } from "../query/mod.ts";
import { countTable } from "./count_table.ts";

const BAR = "█".repeat(32);

function group(key: string[], count: number, more: Partial<Group> = {}): Group {
  const share = count / 8;
  return { key, count, share, first_seen: null, last_seen: null, ...more };
}

function result(more: Partial<CountResult>): CountResult {
  return { record_count: 8, error_count: 0, elapsed_ms: 1, ...more };
}

const TABLES: readonly [what: string, result: CountResult, lines: string[]][] =
  [
    [
      "groups by one path",
      result({
        grouped_by: "@python",
        grouped_key_count: 2,
        groups: [group(["3.12"], 6), group(["2.7"], 2)],
        error_count: 1,
      }),
      [
        "  @python  count   share",
        `  3.12         6  75.0 %  ${BAR}`,
        `  2.7          2  25.0 %  ${"█".repeat(10)}▋`,
        "",
        "8 records in 2 groups, 1 more lack a path",
      ],
    ],
    [
      "several paths, an interval, distinct values, the first of many groups",
      result({
        grouped_by: ["@os", "@month"],
        grouped_key_count: 9,
        groups: [
          group(["Linux", "2026-10"], 1, {
            distinct: { hostname: 1, user: 1 },
          }),
          group(["Windows", "2026-11"], 4, {
            distinct: { hostname: 3, user: 2 },
          }),
        ],
      }),
      [
        "  @os      @month   count   share  distinct hostname  distinct user",
        `  Linux    2026-10      1  12.5 %                  1              1  ██▌`,
        `  Windows  2026-11      4  50.0 %                  3              2  ██████████`,
        "",
        "8 records in 9 groups, the first 2 shown",
      ],
    ],
    [
      "keys that nobody would see, or that would do harm",
      result({
        grouped_by: "a\x1b[2Jb",
        grouped_key_count: 3,
        groups: [
          group([""], 4),
          group([" x"], 4),
          group(["\x1b]0;t\x07\n"], 0),
        ],
      }),
      [
        "  a\\u001b[2Jb           count   share",
        `  ""                        4  50.0 %  ${BAR}`,
        `  " x"                      4  50.0 %  ${BAR}`,
        `  "\\u001b]0;t\\u0007\\n"      0   0.0 %`,
        "",
        "8 records in 3 groups",
      ],
    ],
    [
      "totals alone",
      result({ distinct: { hostname: 3, "\x1b": 1 } }),
      ["8 records", "3 distinct hostname", "1 distinct \\u001b"],
    ],
    [
      "nothing",
      result({
        record_count: 0,
        error_count: 2,
        grouped_by: "nope",
        grouped_key_count: 0,
        groups: [],
      }),
      ["0 records in 0 groups, 2 more lack a path"],
    ],
  ];

for (const [what, result, lines] of TABLES) {
  Deno.test(`countTable() shows ${what}`, () => {
    assertEquals(countTable(result, { width: 79 }), `${lines.join("\n")}\n`);
  });
}
