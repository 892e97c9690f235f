import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { readHeader, readMember } from "../journal/gzip/member.ts";
import { listSegments, type SegmentView } from "../journal/segment.ts";
import { anyLine } from "../testing/any_line.ts";
import { writeCompressed } from "../testing/compressed.ts";
import { EngineBench, parse } from "../testing/engine_bench.ts";
import { listed } from "../testing/listed.ts";
import { filter, PATHS, queryString } from "../testing/any_question.ts";
import { referenceCount } from "../testing/reference_count.ts";
import { ColumnEngine, type Progress } from "./mod.ts";

const DAYS = ["2026-10-01", "2026-11-22", "2026-11-23"] as const;
const KINDS = ["seekable", "foreign"] as const;

const question = fc.record({
  ...filter,
  group_by: fc.uniqueArray(fc.constantFrom(...PATHS), { maxLength: 2 }),
}).map(queryString);

Deno.test("a count is the plain one's, whichever segments are compressed, and whenever", () => {
  const step = fc.record({
    day: fc.constantFrom(...DAYS),
    lines: fc.array(anyLine, { maxLength: 8 }),
    questions: fc.array(question, { minLength: 1, maxLength: 2 }),
    compressed: fc.option(fc.constantFrom(...KINDS)),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 5 }), (steps) => {
      using bench = new EngineBench();
      const texts = new Map<string, string>();
      const isCompressed = new Set<string>();
      for (
        const [n, { day, lines, questions, compressed }] of steps.entries()
      ) {
        // Lines that a server appends differ: they tell of the time.
        const text = [`{"step":${n}}`, ...lines].map((each) => `${each}\n`);
        bench.append(day, text.join(""));
        // As if time had passed.
        Deno.utimeSync(`${bench.directory}/${day}.jsonl`, 1000 + n, 1000 + n);
        texts.set(day, (texts.get(day) ?? "") + text.join(""));
        const all = [...texts].sort().flatMap(([, each]) =>
          each.split("\n").slice(0, -1)
        );
        const check = () => {
          for (const each of questions) {
            const expected = referenceCount(parse(each), all);
            assertEquals(
              bench.count(each, listSegments(bench.directory)),
              expected,
              `${each}\n${all.join("\n")}`,
            );
          }
        };
        check();
        if (compressed !== null && !isCompressed.has(day)) {
          bench.compress(day, compressed);
          isCompressed.add(day);
          check();
        }
      }
    }),
    { numRuns: 300 },
  );
});

const ROWS = 70_000;
const TEXT = Array.from({ length: ROWS }, (_, n) => `{"n":${n % 10},"m":1}\n`)
  .join("");

Deno.test("a segment that is compressed stays the same one: what is known of it is not read again", () => {
  using bench = new EngineBench();
  bench.append("2026-11-22", TEXT);
  bench.append("2026-11-23", TEXT);
  const views = () => listSegments(bench.directory);
  const before = bench.count("group_by=n", views());
  bench.compress("2026-11-22", "seekable");
  const reports: Progress[] = [];
  const count = (question: string) =>
    listed(bench.engine.count(parse(question), views(), (each) => {
      reports.push(each);
    }));
  assertEquals({ ...count("group_by=n"), elapsed_ms: 0 }, before);
  assertEquals(reports, []);
  assertEquals(count("group_by=m").record_count, 2 * ROWS);
  assertEquals(reports.at(-1)?.doneBytes, 2 * TEXT.length);
});

Deno.test("a day counts once where a compression has not come to its end", () => {
  for (const kind of KINDS) {
    using bench = new EngineBench();
    bench.append("2026-11-22", TEXT);
    const [view] = bench.views;
    writeCompressed(view!.path, kind);
    const [only, ...more] = listSegments(bench.directory);
    assertEquals([only?.path, more.length], [view!.path, 0]);
    assertEquals(bench.count("group_by=m").record_count, ROWS);
  }
});

Deno.test("records and fields come out of compressed segments too", () => {
  for (const kind of KINDS) {
    using bench = new EngineBench({ search: { endBytes: 100, maxMisses: 10 } });
    bench.append("2026-11-22", `{"n":"needle"}\n` + TEXT);
    bench.append("2026-11-23", `{"n":"new"}\n`);
    bench.compress("2026-11-22", kind);
    assertEquals(bench.records("where=n=needle"), [`{"n":"needle"}`]);
    assertEquals(bench.records("where=n=9&limit=1"), [`{"n":9,"m":1}`]);
    assertEquals(bench.records("limit=2"), [`{"n":"new"}`, `{"n":9,"m":1}`]);
    const { fields } = bench.engine.fields(
      { top: 1, format: undefined },
      bench.views,
    );
    assertEquals(fields.map(({ path }) => path), ["n", "m"]);
  }
});

Deno.test("the last record of a segment that another program compressed needs no newline behind it", () => {
  using bench = new EngineBench({ search: { endBytes: 4, maxMisses: 10 } });
  bench.append("2026-11-22", `{"n":1}\n{"n":"needle"}`);
  bench.compress("2026-11-22", "foreign");
  bench.append("2026-11-23", `{"n":2}\n`);
  assertEquals(bench.count("group_by=n").grouped_key_count, 3);
  assertEquals(bench.count("where=m?").record_count, 0);
  assertEquals(bench.records("where=n=needle"), [`{"n":"needle"}`]);
  assertEquals(bench.records("limit=2"), [`{"n":2}`, `{"n":"needle"}`]);
  // What is torn is a line that is no record.
  bench.append("2026-11-24", `{"n":1}\n{"n":`);
  bench.compress("2026-11-24", "foreign");
  assertEquals(bench.count("group_by=n").record_count, 4);
  assertEquals(bench.engine.unreadableLines, 1);
});

/** Lines that do not compress to nothing: their text has two members. */
const NOISE = Array.from(
  { length: ROWS },
  (_, n) => `{"n":"${(n * 2654435761 % 2 ** 32).toString(36)}","m":1}\n`,
).join("");

/** A segment with a byte of its file changed, where `place` finds it. */
function damaged(
  kind: typeof KINDS[number],
  place: (bytes: Uint8Array) => number,
): EngineBench {
  const bench = new EngineBench();
  bench.append("2026-11-22", NOISE);
  bench.compress("2026-11-22", kind);
  const [{ path }] = bench.views as [SegmentView];
  const bytes = Deno.readFileSync(path);
  bytes[place(bytes)]! ^= 0x55;
  Deno.writeFileSync(path, bytes);
  return bench;
}

/** Rows of the first member. */
function firstRows(bytes: Uint8Array): number {
  const { sizeBytes } = readHeader(bytes)!;
  const content = readMember(bytes.subarray(0, sizeBytes));
  return new TextDecoder().decode(content).split("\n").length - 1;
}

Deno.test("a compressed segment with a damaged member counts with all others, and is told of", () => {
  let rows = 0;
  const second = (bytes: Uint8Array) => {
    rows = firstRows(bytes);
    return readHeader(bytes)!.sizeBytes;
  };
  using header = damaged("seekable", second);
  assertEquals(header.count("").record_count, rows);
  assertMatch(header.engine.damages[0]!, /^2026-11-22\.jsonl\.gz: Damaged at /);
  using content = damaged("seekable", (bytes) => second(bytes) + 1000);
  assertEquals(content.count("").record_count, rows);
  assertEquals(content.engine.unreadableLines, 1);
});

Deno.test("a segment that another program compressed counts to where it is damaged, and is told of", () => {
  using bench = damaged("foreign", (bytes) => bytes.length >> 1);
  const { record_count } = bench.count("where=m=1");
  assert(record_count > ROWS / 4 && record_count < ROWS, `${record_count}`);
  assertMatch(
    bench.engine.damages[0]!,
    /^2026-11-22\.jsonl\.gz: Damaged behind byte 0: /,
  );
});

Deno.test("columns that were stored stay good when their segment is compressed, and only then", () => {
  using bench = new EngineBench();
  bench.append("2026-11-22", TEXT);
  const path = `${bench.directory}/2026-11-22.jsonl`;
  const stored = {
    cacheDirectory: `${bench.directory}/cache`,
    budgetBytes: 1e9,
    settledRows: 1,
  };
  const readBytes = () => {
    const engine = new ColumnEngine({ stored });
    const reports: Progress[] = [];
    const views = listSegments(bench.directory);
    const { record_count } = engine.count(
      parse("group_by=n"),
      views,
      (each) => {
        reports.push(each);
      },
    );
    assertEquals(record_count, ROWS);
    while (engine.storeSome());
    return reports.at(-1)?.doneBytes ?? 0;
  };
  assertEquals(readBytes(), TEXT.length);
  assertEquals(readBytes(), 0);
  bench.compress("2026-11-22", "seekable");
  assertEquals(readBytes(), 0);
  // Another file of the same name: its time tells.
  const later = new Date(Date.now() + 60_000);
  Deno.utimeSync(`${path}.gz`, later, later);
  assertEquals(readBytes(), TEXT.length);
});
