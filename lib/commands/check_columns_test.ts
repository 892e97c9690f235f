import { assert, assertEquals, assertMatch } from "@std/assert";
import { basename, dirname, join } from "@std/path";
import fc from "fast-check";
import { crc32 } from "node:zlib";
import { fieldOf } from "../columns/field.ts";
import { columnFileName } from "../columns/stored/column_file.ts";
import {
  decodeContainer,
  encodeContainer,
} from "../columns/stored/container.ts";
import { parsePath } from "../query/path.ts";
import { anyLine } from "../testing/any_line.ts";
import { anyQuestion } from "../testing/any_question.ts";
import { writeCompressed } from "../testing/compressed.ts";
import { FakeProcess } from "../testing/fake_process.ts";
import { StoredBench } from "../testing/stored_bench.ts";
import { VERSION } from "../version.ts";

const ROWS = 40;
const SUMMARY =
  /^(\d+) column files?, (\d+) stale or foreign \(rebuilt when needed\), (\d+) wrong$/m;

/** Lines of a few values. */
function fleet(day: string): string {
  return Array.from({ length: ROWS }, (_, n) => {
    const text = JSON.stringify({
      user: n % 2 ? "bob" : "ann",
      "a.b": { "0": n % 3 },
      python: { version_info: [3, n % 5] },
      uname: n % 2 ? ["Linux"] : { system: "Darwin" },
      server_time: `${day}T10:${n + 10}:00.000Z`,
    });
    return `${text.replace("{", `{"n":${n % 4}.0,`)}\n`;
  }).join("");
}

const FIELDS = ["user", "n", "a\\.b.0", "@python", "@os", "missing"];

/** Two days, before them some lines, with stored columns of all fields. */
function storedFleet(linesBefore = ""): StoredBench {
  const bench = new StoredBench({ settledRows: 1 });
  bench.isSealed = true;
  bench.append("2026-11-21", linesBefore + fleet("2026-11-21"));
  bench.append("2026-11-22", fleet("2026-11-22"));
  for (const field of FIELDS) bench.count(`group_by=${field}`);
  bench.store();
  return bench;
}

async function run(command: string, { directory }: StoredBench) {
  const process = new FakeProcess();
  const code = await process.run(command, "--data", directory);
  assertEquals(process.stderr, "");
  const { stdout } = process;
  return { code, lines: stdout.trimEnd().split("\n"), stdout };
}

/** What `verify` says of columns: how many files, stale and wrong ones, and which are wrong. */
async function verified(bench: StoredBench) {
  const { code, lines, stdout } = await run("verify", bench);
  const [, files, stale, wrong] = SUMMARY.exec(stdout) ?? [];
  const named = lines.filter((line) => line.startsWith(join("cache", "")));
  assertEquals(named.length, Number(wrong));
  return { code, counts: [files, stale, wrong].map(Number), named };
}

/** The one file of a name, such as a block's own or a path's column. */
function fileOf(bench: StoredBench, name: string): string {
  const own = name === "block"
    ? name
    : columnFileName(fieldOf(parsePath(name)).id);
  const found = bench.storedFiles.filter((path) => basename(path) === own);
  assertEquals(found.length, 1);
  return found[0]!;
}

/** As it is named in what commands say. */
function shown(path: string): string {
  return join("cache", "columns", basename(dirname(path)), basename(path));
}

/** Changes a file's sections or header, and gives it the checksum that it then must have. */
function rewrite(
  path: string,
  change: (
    sections: Uint8Array[],
    header: Record<string, unknown>,
  ) => void,
): void {
  const { header, sections } = decodeContainer(Deno.readFileSync(path))!;
  const changed = [sections.map((each) => each.slice()), {
    ...header,
  }] as const;
  change(...changed);
  Deno.writeFileSync(
    path,
    encodeContainer({ sections: changed[0], header: changed[1] }),
  );
}

Deno.test("verify finds stored columns as their lines say, of plain and compressed segments", async () => {
  using bench = storedFleet();
  const files = bench.storedFiles.length;
  assertEquals(files, 1 + FIELDS.length);
  assertEquals((await verified(bench)).counts, [files, 0, 0]);
  for (const day of ["2026-11-21", "2026-11-22"]) {
    const path = join(bench.directory, `${day}.jsonl`);
    writeCompressed(path, day.endsWith("1") ? "seekable" : "foreign");
    Deno.removeSync(path);
  }
  assertEquals((await verified(bench)).counts, [files, 0, 0]);
});

Deno.test("verify says nothing of columns where there are none, and all is well with good ones", async () => {
  using bench = new StoredBench({ settledRows: 1 });
  bench.append("2026-11-21", `{"user":"ann"}\n`);
  const without = await run("verify", bench);
  assertEquals(without.stdout, "1 record in 1 segment, all is well\n");
  bench.count("group_by=user");
  bench.store();
  assertEquals(await run("verify", bench), {
    code: 0,
    lines: [
      "2 column files, 0 stale or foreign (rebuilt when needed), 0 wrong",
      "1 record in 1 segment, all is well",
    ],
    stdout:
      "2 column files, 0 stale or foreign (rebuilt when needed), 0 wrong\n" +
      "1 record in 1 segment, all is well\n",
  });
});

const DAMAGES: readonly [what: string, damage: (path: string) => void][] = [
  ["a bit turned", (path) => {
    const bytes = Deno.readFileSync(path);
    bytes[bytes.length - 3]! ^= 4;
    Deno.writeFileSync(path, bytes);
  }],
  ["its end missing", (path) => {
    Deno.truncateSync(path, Deno.statSync(path).size - 1);
  }],
  ["nothing in it", (path) => Deno.truncateSync(path, 0)],
  ["another text", (path) => Deno.writeTextFileSync(path, "x".repeat(50))],
];
for (const [what, damage] of DAMAGES) {
  Deno.test(`verify names a column file with ${what}, and repair removes it alone`, async () => {
    using bench = storedFleet();
    const expected = bench.count("group_by=user");
    const path = fileOf(bench, "user");
    const files = bench.storedFiles;
    damage(path);
    const { code, counts, named } = await verified(bench);
    assertEquals(code, 1);
    assertEquals(counts, [files.length, 0, 1]);
    assertEquals(named, [`${shown(path)}: it is damaged`]);
    assertEquals(
      (await run("repair", bench)).stdout,
      `${shown(path)}: removed: it is damaged\nRepaired\n`,
    );
    assertEquals(bench.storedFiles, files.filter((each) => each !== path));
    assertEquals((await verified(bench)).code, 0);
    bench.restart();
    assertEquals(bench.count("group_by=user"), expected);
  });

  Deno.test(`verify names a block's file with ${what}, and repair removes the block`, async () => {
    using bench = storedFleet();
    const path = fileOf(bench, "block");
    const files = bench.storedFiles.length;
    damage(path);
    const { code, counts, named } = await verified(bench);
    assertEquals(code, 1);
    assertEquals(counts, [files, files - 1, 1]);
    assertEquals(named, [`${shown(path)}: it is damaged`]);
    assertEquals((await run("repair", bench)).code, 0);
    assertEquals(bench.storedFiles, []);
  });
}

const WRONGS: readonly [
  what: string,
  name: string,
  change: Parameters<typeof rewrite>[1],
  problem: string,
][] = [
  [
    "one value in the place of another",
    "user",
    ([codes]) => void (codes![3] = codes![3] === 1 ? 2 : 1),
    "1 of 80 values are not those of its lines, the first that of line 4",
  ],
  [
    "a value where there is none",
    "missing",
    (sections) => {
      sections[0]![79] = 1;
      sections[1] = new TextEncoder().encode(`["\\"x"]`);
    },
    "1 of 80 values are not those of its lines, the first that of line 80",
  ],
  [
    "another text of the same number",
    "n",
    (sections) => {
      const text = new TextDecoder().decode(sections[1]);
      sections[1] = new TextEncoder().encode(text.replace("1.0", "1"));
    },
    "20 of 80 values are not those of its lines, the first that of line 2",
  ],
  [
    "another derived value",
    "@python",
    (sections) => {
      const text = new TextDecoder().decode(sections[1]);
      sections[1] = new TextEncoder().encode(text.replace("3.4", "3.9"));
    },
    "16 of 80 values are not those of its lines, the first that of line 5",
  ],
  [
    "values that are no list",
    "user",
    (sections) => {
      sections[1] = new TextEncoder().encode("{]");
    },
    "its content is not what its header says",
  ],
  [
    "another time",
    "block",
    ([times]) => void (times![4 * 4] = times![4 * 4]! ^ 1),
    "it has another time than line 5 of its lines",
  ],
  [
    "fewer rows than there are lines",
    "block",
    (_sections, header) => void (header.rows = 79),
    "its lines are not 79",
  ],
];
for (const [what, name, change, problem] of WRONGS) {
  Deno.test(`verify names a file of right checksum with ${what}, and repair removes it`, async () => {
    using bench = storedFleet();
    const path = fileOf(bench, name);
    rewrite(path, change);
    const { code, named } = await verified(bench);
    assertEquals([code, named], [1, [`${shown(path)}: ${problem}`]]);
    await run("repair", bench);
    assert(!bench.storedFiles.includes(path));
    const rest = bench.storedFiles.length;
    assertEquals(rest, name === "block" ? 0 : FIELDS.length);
    assertEquals((await run("verify", bench)).code, 0);
  });
}

Deno.test("verify names a block's file that is wrong about which lines are records", async () => {
  for (const [row, said] of [[0, "a record"], [1, "no record"]] as const) {
    using bench = storedFleet("{]\n");
    const path = fileOf(bench, "block");
    assertEquals((await verified(bench)).named, []);
    rewrite(path, ([, invalid]) => void (invalid![row]! ^= 1));
    assertEquals((await verified(bench)).named, [
      `${shown(path)}: it takes line ${row + 1} of its lines for ${said}`,
    ]);
  }
});

/** Changes a file's bytes, and gives it the checksum that it then must have. */
function patch(path: string, change: (text: string) => string): void {
  const text = new TextDecoder("latin1").decode(Deno.readFileSync(path));
  const bytes = Uint8Array.from(change(text), (each) => each.charCodeAt(0));
  new DataView(bytes.buffer).setUint32(8, crc32(bytes.subarray(12)), true);
  Deno.writeFileSync(path, bytes);
}

const STRAYS: readonly [
  what: string,
  happens: (bench: StoredBench) => void,
  stale: number,
][] = [
  [
    "of another format",
    (bench) =>
      patch(
        fileOf(bench, "user"),
        (text) => text.replace("PYACOLS1", "PYACOLS2"),
      ),
    1,
  ],
  [
    "of another version",
    (bench) =>
      patch(fileOf(bench, "user"), (text) =>
        text.replace(
          `"maker":"${VERSION}"`,
          `"maker":"${VERSION.replace(/\d/, "9")}"`,
        )),
    1,
  ],
  [
    "of another field",
    (bench) => Deno.copyFileSync(fileOf(bench, "n"), fileOf(bench, "user")),
    1,
  ],
  [
    "of a field that no question has",
    (bench) => {
      const path = fileOf(bench, "user");
      rewrite(path, (_sections, header) => void (header.field = "@nothing"));
      Deno.renameSync(
        path,
        join(dirname(path), columnFileName("@nothing")),
      );
    },
    1,
  ],
  [
    "of another block",
    (bench) =>
      rewrite(
        fileOf(bench, "user"),
        (_sections, header) => void (header.block = "0".repeat(32)),
      ),
    1,
  ],
  [
    "of somebody else",
    (bench) => {
      const folder = dirname(fileOf(bench, "block"));
      Deno.writeTextFileSync(join(folder, "notes.txt"), "mine");
    },
    1,
  ],
  [
    "of a segment that was replaced",
    (bench) =>
      bench.replace("2026-11-22", (text) => text.replaceAll("ann", "eve")),
    1 + FIELDS.length,
  ],
  ["of a segment that is gone", (bench) => bench.remove("2026-11-21"), 7],
  [
    "of a segment that was cut",
    (bench) => {
      const path = join(bench.directory, "2026-11-22.jsonl");
      const { mtime, size } = Deno.statSync(path);
      Deno.truncateSync(path, size / 2);
      Deno.utimeSync(path, mtime!, mtime!);
    },
    7,
  ],
];
for (const [what, happens, stale] of STRAYS) {
  Deno.test(`verify counts a file ${what} as stale or foreign, and repair leaves it`, async () => {
    using bench = storedFleet();
    happens(bench);
    const files = bench.storedFiles;
    const { counts } = await verified(bench);
    assertEquals(counts, [files.length, stale, 0]);
    const { stdout } = await run("repair", bench);
    assert(!stdout.includes("removed"), stdout);
    assertEquals(bench.storedFiles, files);
  });
}

Deno.test("columns of a compressed segment that is damaged are not compared with what is left of it", async () => {
  using bench = storedFleet();
  const path = join(bench.directory, "2026-11-21.jsonl");
  writeCompressed(path, "seekable");
  Deno.removeSync(path);
  const { mtime } = Deno.statSync(`${path}.gz`);
  const bytes = Deno.readFileSync(`${path}.gz`);
  bytes[30]! ^= 1;
  Deno.writeFileSync(`${path}.gz`, bytes);
  Deno.utimeSync(`${path}.gz`, mtime!, mtime!);
  const { stdout } = await run("verify", bench);
  assertMatch(stdout, /2026-11-21\.jsonl\.gz: Damaged/);
  assertMatch(stdout, /7 column files, 7 stale .*, 0 wrong/);
});

Deno.test("verify finds no column wrong, whatever the lines and the questions", async () => {
  const text = fc.array(anyLine, { minLength: 1, maxLength: 12 })
    .map((lines) => lines.map((line) => `${line}\n`).join(""));
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      text,
      text,
      fc.array(anyQuestion, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (first, second, questions, isSealed) => {
        using bench = new StoredBench({ settledRows: 1 });
        bench.isSealed = isSealed;
        bench.append("2026-11-22", first);
        bench.append("2026-11-23", second);
        for (const question of questions) bench.count(question);
        bench.store();
        const files = bench.storedFiles.length;
        const { stdout } = await run("verify", bench);
        const [, all, stale, wrong] = SUMMARY.exec(stdout)!;
        assertEquals([all, stale, wrong].map(Number), [files, 0, 0], stdout);
        compared += files;
      },
    ),
    { numRuns: 100 },
  );
  assert(compared > 150, `${compared} files`);
});
