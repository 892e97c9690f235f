import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ServiceError } from "../error.ts";
import {
  type CountResult,
  countResultJson,
  parseCountQuery,
  parseRecordsQuery,
} from "../query/mod.ts";
import { EngineBench, NOW } from "../testing/engine_bench.ts";
import { referenceCount } from "../testing/reference_count.ts";
import type { EngineOptions } from "./engine_options.ts";

/** Counts lines given oldest first, as the journal holds them. */
function countLines(lines: readonly string[], question: string): CountResult {
  using bench = new EngineBench();
  bench.append("2026-11-23", lines.map((line) => `${line}\n`).join(""));
  return bench.count(question);
}

function event(day: string, members: Record<string, unknown>): string {
  return JSON.stringify({ ...members, server_time: `${day}T10:00:00.000Z` });
}

const FLEET = [
  event("2026-09-01", { user: "a", python: { version_info: [2, 7, 6] } }),
  event("2026-09-30", { user: "b", python: { version_info: [3, 10, 0] } }),
  event("2026-10-01", { user: "b", python: { version_info: [3, 9, 1] } }),
  event("2026-11-01", { user: "b", python: { version_info: [3, 10, 4] } }),
  event("2026-11-22", { user: "c", python: { version_info: [3, 10, 4] } }),
  event("2026-11-23", { user: "c" }),
];

Deno.test("a count by one path gives totals, counts, and groups with share and first and last time", () => {
  assertEquals(countLines(FLEET, "group_by=@python"), {
    grouped_by: "@python",
    record_count: 5,
    error_count: 1,
    grouped_key_count: 3,
    groups: [
      {
        key: ["3.10"],
        count: 3,
        share: 0.6,
        first_seen: "2026-09-30T10:00:00.000Z",
        last_seen: "2026-11-22T10:00:00.000Z",
      },
      {
        key: ["2.7"],
        count: 1,
        share: 0.2,
        first_seen: "2026-09-01T10:00:00.000Z",
        last_seen: "2026-09-01T10:00:00.000Z",
      },
      {
        key: ["3.9"],
        count: 1,
        share: 0.2,
        first_seen: "2026-10-01T10:00:00.000Z",
        last_seen: "2026-10-01T10:00:00.000Z",
      },
    ],
    elapsed_ms: 0,
  });
});

const KEYS: {
  question: string;
  keys: string[];
  record_count: number;
  error_count: number;
}[] = [
  {
    question: "group_by=@python&order=key",
    keys: ["2.7", "3.9", "3.10"],
    record_count: 5,
    error_count: 1,
  },
  {
    question: "group_by=@python&top=1",
    keys: ["3.10"],
    record_count: 5,
    error_count: 1,
  },
  {
    question: "group_by=user&limit=2",
    keys: ["c"],
    record_count: 2,
    error_count: 0,
  },
  {
    question: "group_by=@python&limit=2",
    keys: ["3.10"],
    record_count: 1,
    error_count: 1,
  },
  {
    question: "group_by=user&where=@python>=3.10",
    keys: ["b", "c"],
    record_count: 3,
    error_count: 0,
  },
  {
    question: "group_by=user&where=@python?&where=user!=b",
    keys: ["a", "c"],
    record_count: 2,
    error_count: 0,
  },
  {
    question: "group_by=user&since=2026-10-01&until=2026-11-22",
    keys: ["b"],
    record_count: 2,
    error_count: 0,
  },
  {
    question: "group_by=user&since=48h",
    keys: ["c"],
    record_count: 2,
    error_count: 0,
  },
  {
    question: "interval=month&order=key",
    keys: ["2026-09", "2026-10", "2026-11"],
    record_count: 6,
    error_count: 0,
  },
  {
    question: "group_by=user&interval=year&order=key",
    keys: [`a|2026`, `b|2026`, `c|2026`],
    record_count: 6,
    error_count: 0,
  },
  {
    question: "group_by=user,@python&limit=3",
    keys: ["b|3.10", "c|3.10"],
    record_count: 2,
    error_count: 1,
  },
  {
    question: "group_by=user&group_by=@year&top=1",
    keys: ["b|2026"],
    record_count: 6,
    error_count: 0,
  },
  { question: "group_by=nope", keys: [], record_count: 0, error_count: 6 },
  {
    question: "group_by=user&where=&since=&top=",
    keys: ["b", "c", "a"],
    record_count: 6,
    error_count: 0,
  },
];

for (const { question, keys, ...totals } of KEYS) {
  Deno.test(`${question} gives ${keys}`, () => {
    const result = countLines(FLEET, question);
    assertEquals(result.groups?.map(({ key }) => key.join("|")), keys);
    assertEquals({
      record_count: result.record_count,
      error_count: result.error_count,
    }, totals);
  });
}

Deno.test("distinct counts exact values per group, or of all where nothing is grouped", () => {
  const { groups } = countLines(
    FLEET,
    "group_by=@python&distinct=user,@day&order=key",
  );
  assertEquals(groups?.map(({ distinct }) => ({ ...distinct })), [
    { user: 1, "@day": 1 },
    { user: 1, "@day": 1 },
    { user: 2, "@day": 3 },
  ]);
  const { distinct, record_count } = countLines(FLEET, "distinct=user");
  assertEquals([{ ...distinct }, record_count], [{ user: 3 }, 6]);
});

Deno.test("the JSON text has counts in the groups' order, and keys that objects treat in their own way", () => {
  const lines = [
    `{"k":"3"}`,
    `{"k":"2"}`,
    `{"k":"3"}`,
    `{"k":"__proto__"}`,
    `{"k":"\\ud800"}`,
    `{"k":""}`,
  ];
  const text = countResultJson(countLines(lines, "group_by=k"));
  const counts = /"counts":(\{.*?\}),"groups"/.exec(text)![1]!;
  assertEquals(counts, `{"3":2,"2":1,"":1,"__proto__":1,"\\ud800":1}`);
  assertEquals(JSON.parse(text).grouped_key_count, 5);
  assertEquals(
    countResultJson(countLines(lines, "")),
    `{"record_count":6,"error_count":0,"elapsed_ms":0}`,
  );
  const two = countResultJson(
    countLines([`{"a":1.0,"b":[1, 2]}`], "group_by=a,b"),
  );
  assertEquals(JSON.parse(two).counts, { '["1.0","[1,2]"]': 1 });
});

Deno.test("top gives the same groups as all of them cut, in either order", () => {
  const lines = Array.from(
    { length: 200 },
    (_, n) => `{"k":"${(n * n) % 37}.${n % 3}"}`,
  );
  for (const order of ["count", "key"]) {
    const all = countLines(lines, `group_by=k&order=${order}`).groups!;
    for (const top of [1, 7, 500]) {
      const { groups, grouped_key_count } = countLines(
        lines,
        `group_by=k&order=${order}&top=${top}`,
      );
      assertEquals([groups, grouped_key_count], [
        all.slice(0, top),
        all.length,
      ]);
    }
  }
});

/** Few groups, and all fields with more than two values wide, so that none is kept. */
const NARROW: EngineOptions[] = [
  { limits: { maxGroups: 2, maxDistinctValues: 2 } },
  {
    limits: { maxGroups: 2, maxDistinctValues: 2 },
    dictionary: { maxValues: 2, maxCharacters: 1000 },
  },
];

for (const options of NARROW) {
  const size = options.dictionary ? "wide" : "usual";
  Deno.test(`a question with too many groups or distinct values of ${size} fields is refused with 422`, () => {
    for (
      const question of [
        "group_by=n",
        "distinct=n",
        "group_by=g&distinct=n",
        "group_by=g,n",
      ]
    ) {
      using bench = new EngineBench(options);
      bench.append(
        "2026-11-23",
        `{"n":1,"g":1}\n{"n":2,"g":1}\n{"n":2,"g":1}\n`,
      );
      bench.count(question);
      bench.append("2026-11-23", `{"n":3,"g":1}\n`);
      const error = assertThrows(
        () => bench.count(question),
        ServiceError,
        "more than 2",
      );
      assertEquals(error.status, 422);
    }
  });
}

Deno.test("an answer of more than a million groups is refused, and says what to narrow", () => {
  using bench = new EngineBench({ timeBudgetMs: Infinity });
  bench.append(
    "2026-11-23",
    Array.from(
      { length: 1_000_001 },
      (_, n) => `{"a":${n % 1000},"b":${Math.floor(n / 1000)}}\n`,
    ).join(""),
  );
  const error = assertThrows(
    () => bench.count("group_by=a,b&top=1"),
    ServiceError,
    "more than 1000000 groups: group by a path with fewer values, or narrow it with where, since,",
  );
  assertEquals([error.status, error.code], [422, "too_many_groups"]);
});

Deno.test("a question that takes too long is refused with 422", () => {
  using bench = new EngineBench({ timeBudgetMs: -1 });
  bench.append("2026-11-23", `{"n":1}\n`);
  const error = assertThrows(() => bench.count("group_by=n"), ServiceError);
  assertEquals([error.status, error.code], [422, "too_long"]);
});

const REFUSED: [question: string, message: string][] = [
  [
    "limit=abc",
    'Cannot use limit: must be a whole number from 1 to 1000000000, got "abc"',
  ],
  ["limit=-1", 'got "-1"'],
  ["limit=0", 'got "0"'],
  [
    "top=1.5",
    'Cannot use top: must be a whole number from 1 to 1000000000, got "1.5"',
  ],
  ["limit=1&limit=2", "Cannot use limit: it may be given once, got it 2 times"],
  [
    "groupby=x",
    'Unknown parameter "groupby": accepted are group_by, where, since, until, interval',
  ],
  // A word alone is a parameter too, without a value.
  [
    "@python",
    'Unknown parameter "@python": accepted are group_by, where, since',
  ],
  ["groupby=&top=1", 'Unknown parameter "groupby": accepted are group_by'],
  ["top=&top=3&top=3", "Cannot use top: it may be given once, got it 2 times"],
  ["order=size", 'Cannot use order: must be one of count, key, got "size"'],
  ["interval=decade", "must be one of hour, day, week, month, year"],
  ["format=xml", "must be one of json, csv, ndjson, html"],
  ["group_by=a,b,c,d,e", "Cannot use group_by: at most 4 paths, got 5"],
  ["group_by=a&group_by=a", 'Cannot use group_by: the path "a" is given twice'],
  ["interval=day&group_by=@day", 'the path "@day" is given twice'],
  ["group_by=a,,b", 'Cannot use path ""'],
  ["since=2026-02-01&until=2026-01-01", "since must be before until"],
  ["where=x", "it has no operator"],
  [
    Array.from({ length: 33 }, (_, n) => `where=!x${n}`).join("&"),
    "Cannot use where: at most 32 conditions, got 33",
  ],
];

for (const [question, message] of REFUSED) {
  Deno.test(`${question.slice(0, 60)} is refused: ${message}`, () => {
    const error = assertThrows(
      () => countLines([], question),
      ServiceError,
      message,
    );
    assertEquals([error.status, error.code], [400, "bad_query"]);
  });
}

Deno.test("no query string does anything but parse or be refused with 400", () => {
  const name = fc.constantFrom(
    "group_by",
    "where",
    "since",
    "until",
    "interval",
    "distinct",
    "limit",
    "top",
    "order",
    "format",
    "x",
  );
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "@python",
      "7d",
      "a.b",
      "a=b|c",
      "!x",
      "x?",
      "month",
      "csv",
      "10",
      "2026-11-23",
      "a\\",
    ),
    fc.array(
      fc.constantFrom(
        "a",
        ".",
        ",",
        "\\",
        "=",
        "!",
        "<",
        ">",
        "~",
        "?",
        "|",
        "@",
        "0",
      ),
    )
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), (pairs) => {
      for (const parse of [parseCountQuery, parseRecordsQuery]) {
        try {
          const query = parse(new URLSearchParams(pairs), { now: NOW });
          if ("groupBy" in query) referenceCount(query, [FLEET[0]!]);
        } catch (error) {
          if (!(error instanceof ServiceError) || error.status !== 400) {
            throw error;
          }
        }
      }
    }),
    { numRuns: 2000 },
  );
});
