import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { basename } from "@std/path";
import fc from "fast-check";
import { anyLine } from "../../testing/any_line.ts";
import { anyQuestion } from "../../testing/any_question.ts";
import { parse } from "../../testing/engine_bench.ts";
import { referenceCount } from "../../testing/reference_count.ts";
import { parsePath } from "../../query/path.ts";
import { type BenchOptions, StoredBench } from "../../testing/stored_bench.ts";

import { fieldOf } from "../field.ts";
import { columnFileName } from "./column_file.ts";

type Incident = (bench: StoredBench) => void;

const SEGMENTS = ["2026-10-01", "2026-11-22", "2026-11-23"];
const segment = fc.constantFrom(...SEGMENTS);
const text = fc.array(anyLine, { minLength: 1, maxLength: 8 })
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

const append = fc.tuple(segment, text)
  .map(([name, text]): Incident => (bench) => bench.append(name, text));

const restart = fc.boolean().map((isSealed): Incident => (bench) => {
  bench.restart();
  bench.isSealed = isSealed;
});

const remove = segment
  .map((name): Incident => (bench) => bench.remove(name));

/** Another text, or the same number of bytes. */
const replace = fc.tuple(segment, fc.option(text), fc.boolean())
  .map(([name, text, isRestarted]): Incident => (bench) => {
    bench.replace(name, (old) => text ?? old.replaceAll("1", "2"));
    if (isRestarted) bench.restart();
  });

/** What can become of a file, and of another one. */
const DAMAGES: readonly ((path: string, other: string, at: number) => void)[] =
  [
    (path, _other, at) => {
      const bytes = Deno.readFileSync(path);
      const index = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
      bytes[index]! ^= 1 << Math.floor(at * 1e6) % 8;
      Deno.writeFileSync(path, bytes);
    },
    (path, _other, at) => {
      Deno.truncateSync(path, Math.floor(at * Deno.statSync(path).size));
    },
    (path, other) => {
      const [bytes, others] = [path, other].map((each) =>
        Deno.readFileSync(each)
      );
      Deno.writeFileSync(path, others!);
      Deno.writeFileSync(other, bytes!);
    },
    (path) => Deno.removeSync(path),
    (path) => Deno.writeTextFileSync(path, "not a column"),
  ];

const damage = fc.record({
  kind: fc.constantFrom(...DAMAGES),
  which: fc.nat(),
  other: fc.nat(),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  isRestarted: fc.boolean(),
}).map(({ kind, which, other, at, isRestarted }): Incident => (bench) => {
  const files = bench.storedFiles;
  if (files.length === 0) return;
  kind(files[which % files.length]!, files[other % files.length]!, at);
  if (isRestarted) bench.restart();
});

const options: fc.Arbitrary<BenchOptions> = fc.constantFrom(
  { settledRows: 1 },
  { settledRows: 5 },
  // All fields with more than two values are wide.
  { settledRows: 1, dictionary: { maxValues: 2, maxCharacters: 1000 } },
  // Nothing is kept in memory from one question to the next.
  { settledRows: 1, budgetBytes: 1 },
  // There is room for a few files.
  { settledRows: 1, diskBudgetBytes: 2500 },
);

Deno.test("a count with stored columns is the plain one's, whatever happens to segments, files and processes", () => {
  const step = fc.record({
    incident: fc.oneof(append, restart, replace, remove, damage),
    asked: fc.nat({ max: 1 }),
    // Most processes come to store everything.
    pieces: fc.oneof(fc.constant(Infinity), fc.nat({ max: 5 })),
  });
  fc.assert(
    fc.property(
      options,
      fc.tuple(anyQuestion, anyQuestion),
      append,
      fc.array(step, { minLength: 2, maxLength: 12 }),
      (options, questions, first, steps) => {
        using bench = new StoredBench(options);
        first(bench);
        for (const each of questions) bench.count(each);
        bench.store();
        for (const { incident, asked, pieces } of steps) {
          incident(bench);
          const { lines } = bench;
          const question = questions[asked]!;
          assertEquals(
            bench.count(question),
            referenceCount(parse(question), lines),
            `${question}\n${lines.join("\n")}`,
          );
          bench.store(pieces);
        }
      },
    ),
    { numRuns: 250 },
  );
});

/** So many lines of a few values, all of the same length. */
function fleet(lines: number, users = ["ann", "bob", "cyd"]): string {
  let text = "";
  for (let row = 0; row < lines; row++) {
    const minute = String(row % 60).padStart(2, "0");
    text += `{"user":"${users[row % users.length]}","n":${row % 2 + 1}.0,` +
      `"server_time":"2026-11-22T10:${minute}:00.000Z"}\n`;
  }
  return text;
}

const [FULL, TAIL] = [65_536, 100];

/** A full block and the beginning of another, with a column of each field that is asked for. */
function storedFleet(...fields: readonly string[]): StoredBench {
  const bench = new StoredBench();
  bench.append("2026-11-22", fleet(FULL + TAIL));
  for (const field of fields) bench.count(`group_by=${field}`);
  bench.store();
  return bench;
}

Deno.test("full blocks are stored with the columns that were asked for, in whole files", () => {
  using bench = storedFleet("user", "n", "@day", "missing");
  const names = bench.storedFiles.map((path) => basename(path));
  assertEquals(names.length, 4);
  assert(names.includes("block"));
  assertEquals(bench.store(), 0);
  if (Deno.build.os !== "windows") {
    for (const path of bench.storedFiles) {
      assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    }
  }
});

Deno.test("another process reads what is stored, and not the lines behind it", () => {
  using bench = storedFleet("user");
  const expected = bench.count("group_by=user");
  // Bytes that only a scan would see: neither at the end of a stretch nor in a file's mark.
  using file = Deno.openSync(bench.views[0]!.path, { write: true });
  file.seekSync(1_000_000, Deno.SeekMode.Start);
  file.writeSync(new TextEncoder().encode("x".repeat(100_000)));
  bench.restart();
  assertEquals(bench.count("group_by=user"), expected);
  assertNotEquals(bench.count("group_by=n").record_count, FULL + TAIL);
});

Deno.test("with the folder deleted it works, and stores the same files anew", () => {
  using bench = storedFleet("user");
  const expected = bench.count("group_by=user");
  const files = bench.storedFiles.length;
  Deno.removeSync(`${bench.directory}/cache`, { recursive: true });
  bench.restart();
  assertEquals(bench.count("group_by=user"), expected);
  bench.store();
  assertEquals(bench.storedFiles.length, files);
});

Deno.test("a damaged file is written anew", () => {
  using bench = storedFleet("user");
  const expected = bench.count("group_by=user");
  for (const path of bench.storedFiles) {
    Deno.writeTextFileSync(path, "PYACOLS1");
    bench.restart();
    assertEquals(bench.count("group_by=user"), expected);
    bench.store();
    assertEquals(bench.storedFiles.length, 2);
    for (const each of bench.storedFiles) {
      assert(Deno.statSync(each).size > 1000);
    }
  }
});

Deno.test("a process that may only read leaves the folder as it is", () => {
  using bench = storedFleet("user");
  const files = bench.storedFiles;
  bench.restart({ diskBudgetBytes: 0 });
  bench.count("group_by=user,n");
  assertEquals(bench.store(), 0);
  assertEquals(bench.storedFiles, files);
});

Deno.test("what is left of blocks that are gone, and of a process that ended, is removed", () => {
  using bench = storedFleet("user");
  const [block] = bench.storedFiles;
  Deno.writeTextFileSync(`${block}.unfinished`, "half");
  bench.restart();
  bench.count("group_by=user");
  bench.store();
  assertEquals(bench.storedFiles.length, 2);
  bench.replace("2026-11-22", () => fleet(TAIL));
  bench.count("group_by=user");
  bench.store();
  assertEquals(bench.storedFiles, []);
});

Deno.test("files of others in the folder are left alone", () => {
  using bench = new StoredBench({ settledRows: 1 });
  const other = `${bench.directory}/cache/columns/notes.txt`;
  Deno.mkdirSync(`${bench.directory}/cache/columns`, { recursive: true });
  Deno.writeTextFileSync(other, "mine");
  bench.append("2026-11-22", fleet(TAIL));
  bench.count("group_by=user");
  bench.store();
  bench.remove("2026-11-22");
  bench.count("group_by=user");
  bench.store();
  assertEquals(bench.storedFiles, [other]);
});

Deno.test("all files together keep to the budget; the columns asked for last stay", () => {
  using bench = new StoredBench({ settledRows: 1, diskBudgetBytes: 3000 });
  bench.append("2026-11-22", fleet(TAIL));
  for (const field of ["user", "n", "server_time", "user", "a", "b"]) {
    bench.count(`group_by=${field}`);
    bench.store();
    const sizes = bench.storedFiles.map((path) => Deno.statSync(path).size);
    const totalBytes = sizes.reduce((sum, each) => sum + each, 0);
    assert(totalBytes <= 3000, `${field}: ${sizes}`);
    const names = bench.storedFiles.map((path) => basename(path));
    assertEquals([
      field,
      names.includes(columnFileName(fieldOf(parsePath(field)).id)),
    ], [
      field,
      true,
    ]);
  }
});

Deno.test("a folder that cannot be written to changes no answer", () => {
  using bench = new StoredBench({ settledRows: 1 });
  bench.append("2026-11-22", fleet(TAIL));
  Deno.writeTextFileSync(`${bench.directory}/cache`, "a file, not a folder");
  const expected = bench.count("group_by=user");
  bench.store();
  bench.restart();
  assertEquals(bench.count("group_by=user"), expected);
});
