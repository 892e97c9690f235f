import { Buffer } from "node:buffer";
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { gunzipSync, gzipSync } from "node:zlib";
import { takeLock } from "../journal/lock.ts";
import { listSegments } from "../journal/segment.ts";
import { openSegment, readFully } from "../journal/segment_file.ts";
import { readableOf } from "../journal/readable_segments.ts";
import { writeCompressed } from "../testing/compressed.ts";
import { findCommand, runCommand } from "./mod.ts";
import { FakeProcess } from "../testing/fake_process.ts";

/** A folder and what commands on it say. */
class Bench implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return path;
  }

  compress(name: string, kind: "seekable" | "foreign" = "seekable"): void {
    const path = join(this.folder, name);
    writeCompressed(path, kind);
    Deno.removeSync(path);
  }

  async run(command: string, ...args: string[]) {
    const process = new FakeProcess();
    const code = await process.run(command, "--data", this.folder, ...args);
    const { stdout, stderr } = process;
    return { code, stdout, stderr };
  }

  get names(): string[] {
    return Array.from(Deno.readDirSync(this.folder), ({ name }) => name)
      .filter((name) => name.includes(".jsonl")).sort();
  }

  /** The text of all segments that count. */
  get text(): string {
    return listSegments(this.folder).map((view) => {
      using file = openSegment(view.path)!;
      const { sizeBytes } = readableOf(view).view;
      const bytes = readFully(file, new Uint8Array(sizeBytes));
      return new TextDecoder().decode(bytes);
    }).join("");
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

function line(uuid: string, user: string, day = "22"): string {
  const server_time = `2026-11-${day}T10:20:30.400Z`;
  return `${JSON.stringify({ uuid, user, server_time })}\n`;
}

const COMMANDS = [
  "import",
  "export",
  "verify",
  "repair",
  "compact",
  "erase",
];

for (const command of COMMANDS) {
  Deno.test(`${command} --help says what it does and lists its options`, async () => {
    using bench = new Bench();
    const { code, stdout } = await bench.run(command, "--help");
    assertEquals(code, 0);
    assertMatch(stdout, new RegExp(`^pyanalytics-server ${command}: `));
    assertStringIncludes(stdout, "--data DIR");
  });
}

Deno.test("commands that change a folder leave it alone while a server has it", async () => {
  using bench = new Bench();
  bench.write("2026-11-22.jsonl", line("1", "alice"));
  const file = bench.write("more.json", line("2", "bob"));
  using _lock = await takeLock(bench.folder, {
    pid: 1,
    host: "other",
    started: "now",
  });
  for (
    const args of [
      ["import", file],
      ["compact"],
      ["repair"],
      ["erase", "--where", "user=alice"],
    ] as const
  ) {
    const [command, ...rest] = args;
    const { code, stderr } = await bench.run(command, ...rest);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "another server holds its lock");
  }
  assertEquals(bench.text, line("1", "alice"));
});

Deno.test("import takes events of files to the segments of their days, once each, as they are", async () => {
  using bench = new Bench();
  bench.write("2026-11-22.jsonl", line("1", "alice"));
  bench.write("2026-11-21.jsonl", line("0", "zoe", "21"));
  bench.compress("2026-11-21.jsonl");
  const odd = `{"n":1.0, "server_time":"2026-11-23T00:00:00.000Z"}\r\n`;
  const plain = bench.write(
    "plain.json",
    line("1", "alice") + line("2", "bob") + "\n" + odd +
      line("3", "carol", "21"),
  );
  const compressed = bench.write(
    "file.gz",
    gzipSync(line("2", "bob") + line("4", "dave").trimEnd()),
  );
  const { code, stdout, stderr } = await bench.run("import", plain, compressed);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    stdout,
    "Imported 4 events; left out 2 duplicates and 0 lines without an event\n",
  );
  assertEquals(bench.names, [
    "2026-11-21.jsonl",
    "2026-11-22.jsonl",
    "2026-11-23.jsonl",
  ]);
  assertEquals(
    bench.text,
    line("0", "zoe", "21") + line("3", "carol", "21") + line("1", "alice") +
      line("2", "bob") + line("4", "dave") + odd.replace("\r", ""),
  );
  const again = await bench.run("import", plain, compressed);
  // What has no uuid cannot be known again.
  assertMatch(again.stdout, /^Imported 1 event; left out 5 duplicates/);
});

const TIMES: readonly [what: string, event: string, time: string][] = [
  [
    "of the system before",
    `{"server_time":"2014-08-09T00:00:33.757880"}`,
    "2014-08-09T00:00:33.757Z",
  ],
  [
    "with a zone",
    `{"server_time":"2014-08-09 02:00:33+02:00"}`,
    "2014-08-09T00:00:33.000Z",
  ],
  [
    "in seconds",
    `{"server_time":1407542433.5}`,
    "2014-08-09T00:00:33.500Z",
  ],
  [
    "of the start",
    `{"time":{"utc":"2015-01-02T03:04:05.678901","epoch":1}}`,
    "2015-01-02T03:04:05.678Z",
  ],
  [
    "of the start in seconds",
    `{"time":{"epoch":86400}}`,
    "1970-01-02T00:00:00.000Z",
  ],
  ["that is none", `{"server_time":"soon"}`, "2026-11-24T00:00:00.000Z"],
  ["that is nowhere", `{"server_time":1e300}`, "2026-11-24T00:00:00.000Z"],
];
for (const [what, event, time] of TIMES) {
  Deno.test(`import of an event with a time ${what} puts it at ${time}`, async () => {
    using bench = new Bench();
    const file = bench.write("file.json", event);
    assertEquals((await bench.run("import", file)).code, 0);
    assertEquals(bench.names, [`${time.slice(0, 10)}.jsonl`]);
    assertEquals(JSON.parse(bench.text).server_time, time);
  });
}

Deno.test("import says which lines are no events, and takes all others", async () => {
  using bench = new Bench();
  const file = bench.write("file.json", `[1]\n${line("1", "alice")}{"torn\n`);
  const { code, stdout, stderr } = await bench.run("import", file);
  assertEquals(code, 1);
  assertMatch(stdout, /^Imported 1 event; left out 0 duplicates and 2 lines/);
  assertMatch(
    stderr,
    /file\.json:1: An event must be a JSON object, got a list\n.*:3: /,
  );
  assertEquals(bench.text, line("1", "alice"));
});

Deno.test("import shows on a terminal how far it has come", async () => {
  using bench = new Bench();
  // Longer than what is read at once: after each it is told how far the file has been read.
  const server_time = "2026-11-22T10:20:30.400Z";
  const event = { filler: "x".repeat(300_000), server_time };
  const lines = `${JSON.stringify(event)}\n`.repeat(60);
  const file = bench.write("file.json", lines);
  const process = new FakeProcess();
  const context = process.context(["--data", bench.folder, file]);
  const code = await runCommand(findCommand("import")!, {
    ...context,
    stderr: { ...context.stderr, isTerminal: () => true },
    clock: () => {
      // Each event takes long, until the bar is there.
      const untilMs = performance.now() + 60;
      while (!process.stderr.includes("%") && performance.now() < untilMs);
      return context.clock();
    },
  });
  assertEquals(code, 0);
  assertMatch(process.stderr, /Importing ▕[█▉▊▋▌▍▎▏ ]+▏ \d+ %/);
  assert(process.stderr.endsWith("\r\x1b[K"), "the bar is still there");
});

Deno.test("import of a damaged compressed file takes the lines before, and says so", async () => {
  using bench = new Bench();
  const whole = gzipSync(line("1", "alice") + line("2", "bob"));
  const file = bench.write("file.gz", whole.subarray(0, whole.length - 5));
  const { code, stderr } = await bench.run("import", file);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "is damaged");
  assertEquals(bench.text, line("1", "alice") + line("2", "bob"));
});

Deno.test("import of a file that is not there changes nothing", async () => {
  using bench = new Bench();
  const { code, stderr } = await bench.run("import", join(bench.folder, "no"));
  assertEquals(code, 1);
  assertMatch(stderr, /Cannot read "[^"]*no": [^\n]*os error 2/);
  assertEquals(bench.names, []);
});

Deno.test("import of a folder among files changes nothing, and says which it is", async () => {
  using bench = new Bench();
  const file = bench.write("file.json", line("1", "alice"));
  const { code, stderr } = await bench.run("import", file, bench.folder);
  assertEquals(code, 1);
  assertStringIncludes(stderr, `Cannot read "${bench.folder}": It is a folder`);
  assertEquals(bench.names, []);
});

Deno.test("import of a line without end, out of a bomb of gzip, is over soon, and takes what is around it", async () => {
  using bench = new Bench();
  const mebibyte = new Uint8Array(1024 * 1024).fill(0x20);
  const members = [
    gzipSync(line("1", "alice")),
    ...Array(300).fill(gzipSync(mebibyte)),
    gzipSync(`\n${line("2", "bob")}`),
  ];
  const file = bench.write("bomb.gz", Buffer.concat(members));
  const { code, stdout, stderr } = await bench.run("import", file);
  assertEquals(code, 1);
  assertMatch(
    stdout,
    /^Imported 2 events; left out 0 duplicates and 1 line without an event\n$/,
  );
  assertMatch(stderr, /bomb\.gz:2: An event must be at most \d+ bytes\n/);
});

Deno.test("import takes an event that is much longer than what is read at once", async () => {
  using bench = new Bench();
  const filler = "x".repeat(20 * 1024 * 1024);
  const server_time = "2026-11-22T10:20:30.400Z";
  const long = `${JSON.stringify({ filler, server_time })}\n`;
  const file = bench.write("long.json", line("1", "a") + long + line("2", "b"));
  assertEquals((await bench.run("import", file)).code, 0);
  assert(bench.text === line("1", "a") + long + line("2", "b"));
});

Deno.test("export writes the records that match as they are, plain or compressed", async () => {
  using bench = new Bench();
  const lines = [
    line("1", "alice", "21"),
    line("2", "bob"),
    line("3", "alice"),
  ];
  bench.write("2026-11-21.jsonl", lines[0]!);
  bench.compress("2026-11-21.jsonl", "foreign");
  bench.write("2026-11-22.jsonl", `${lines[1]}no record\n${lines[2]}{"torn`);
  assertEquals(await bench.run("export"), {
    code: 0,
    stdout: lines.join(""),
    stderr: "",
  });
  const { stdout } = await bench.run(
    "export",
    "where=user=alice&since=2026-11-22",
  );
  assertEquals(stdout, lines[2]);
  const { code, stderr } = await bench.run("export", "limit=1");
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'Unknown parameter "limit"');
});

Deno.test("verify finds nothing wrong where nothing is", async () => {
  using bench = new Bench();
  bench.write("2026-11-21.jsonl", line("1", "alice", "21"));
  bench.compress("2026-11-21.jsonl");
  bench.write("2026-11-22.jsonl", line("2", "bob") + line("3", "bob"));
  assertEquals(await bench.run("verify"), {
    code: 0,
    stdout: "3 records in 2 segments, all is well\n",
    stderr: "",
  });
});

Deno.test("verify does not call a folder well that has no segments", async () => {
  using bench = new Bench();
  const { code, stdout } = await bench.run("verify");
  assertEquals([code, stdout], [
    0,
    `0 records in 0 segments, there is nothing to verify in "${bench.folder}"\n`,
  ]);
});

Deno.test("verify says what is wrong, and changes nothing", async () => {
  using bench = new Bench();
  bench.write("2026-11-20.jsonl", line("1", "alice"));
  bench.compress("2026-11-20.jsonl");
  const path = join(bench.folder, "2026-11-20.jsonl.gz");
  const bytes = Deno.readFileSync(path);
  bytes[30]! ^= 0x55;
  Deno.writeFileSync(path, bytes);
  bench.write("2026-11-21.jsonl", line("2", "bob"));
  bench.compress("2026-11-21.jsonl", "foreign");
  const cut = join(bench.folder, "2026-11-21.jsonl.gz");
  Deno.truncateSync(cut, Deno.statSync(cut).size - 4);
  const torn = `${line("2", "bob")}[1]\n${line("2", "bob")}{"x`;
  bench.write("2026-11-22.jsonl", torn);
  const { code, stdout } = await bench.run("verify");
  assertEquals(code, 1);
  assertEquals(
    stdout.split("\n").map((each) => each.replace(/byte \d+.*/, "byte")),
    [
      "2026-11-20.jsonl.gz: Damaged at byte",
      "2026-11-20.jsonl.gz: 1 line without a record: 1",
      "2026-11-21.jsonl.gz: Damaged behind byte",
      "2026-11-22.jsonl: The last line has no end",
      "2026-11-22.jsonl: 2 lines without a record: 2, 4",
      "2 records have the uuid of another one",
      "3 records in 3 segments, not all is well",
      "",
    ],
  );
  assertEquals(Deno.readTextFileSync(`${bench.folder}/2026-11-22.jsonl`), torn);
});

Deno.test("compact keeps the first of the records with the same uuid, in whatever segment", async () => {
  using bench = new Bench();
  const first = line("1", "alice", "21");
  bench.write("2026-11-21.jsonl", first + first + line("2", "bob", "21"));
  bench.compress("2026-11-21.jsonl");
  bench.write(
    "2026-11-22.jsonl",
    line("2", "later") + line("3", "carol") + "{}\n{}\n",
  );
  const { code, stdout } = await bench.run("compact");
  assertEquals([code, stdout], [0, "Removed 2 duplicates from 2 segments\n"]);
  assertEquals(
    bench.text,
    first + line("2", "bob", "21") + line("3", "carol") + "{}\n{}\n",
  );
  assertEquals(bench.names, ["2026-11-21.jsonl.gz", "2026-11-22.jsonl"]);
  assertEquals((await bench.run("verify")).code, 0);
});

Deno.test("erase removes what meets all conditions, and notes how much without its content", async () => {
  using bench = new Bench();
  bench.write(
    "2026-11-21.jsonl",
    line("1", "alice", "21") + line("2", "bob", "21"),
  );
  bench.compress("2026-11-21.jsonl");
  bench.write("2026-11-22.jsonl", line("3", "alice") + line("4", "alice"));
  bench.write("2026-11-23.jsonl", line("5", "bob", "23"));
  Deno.mkdirSync(join(bench.folder, "cache"));
  const where = ["--where", "user=alice", "--where", "uuid!=4"];
  const dry = await bench.run("erase", ...where, "--dry-run");
  assertEquals([dry.code, dry.stdout], [
    0,
    "There are 2 records in 2 segments\n",
  ]);
  const { code, stdout } = await bench.run("erase", ...where);
  assertEquals([code, stdout], [0, "Erased 2 records in 2 segments\n"]);
  assertEquals(
    bench.text,
    line("2", "bob", "21") + line("4", "alice") + line("5", "bob", "23"),
  );
  const note = Deno.readTextFileSync(join(bench.folder, "erasures.jsonl"));
  assertEquals(JSON.parse(note), {
    erased_at: "2026-11-24T00:00:00.000Z",
    record_count: 2,
    condition_paths: ["user", "uuid"],
    segments: { "2026-11-21.jsonl.gz": 1, "2026-11-22.jsonl": 1 },
  });
  const left = Array.from(Deno.readDirSync(bench.folder), ({ name }) => name);
  assertEquals(left.includes("cache"), false);
});

Deno.test("erase without a condition, or with one that is not understood, erases nothing", async () => {
  using bench = new Bench();
  bench.write("2026-11-22.jsonl", line("1", "alice"));
  assertStringIncludes(
    (await bench.run("erase")).stderr,
    "Cannot erase without --where",
  );
  const { code, stderr } = await bench.run("erase", "--where", "user");
  assertEquals(code, 2);
  assertStringIncludes(stderr, "it has no operator");
  assertEquals(bench.text, line("1", "alice"));
});

Deno.test("erase and compact leave everything as it is where a segment is damaged", async () => {
  using bench = new Bench();
  bench.write(
    "2026-11-20.jsonl",
    line("1", "alice", "20") + line("1", "alice", "20"),
  );
  bench.write("2026-11-21.jsonl", line("1", "alice", "21"));
  bench.compress("2026-11-21.jsonl");
  const path = join(bench.folder, "2026-11-21.jsonl.gz");
  const bytes = Deno.readFileSync(path);
  bytes[30]! ^= 0x55;
  Deno.writeFileSync(path, bytes);
  const { text } = bench;
  for (const args of [["compact"], ["erase", "--where", "user=alice"]]) {
    const { code, stderr } = await bench.run(args[0]!, ...args.slice(1));
    assertEquals(code, 1);
    assertStringIncludes(stderr, "is damaged");
  }
  assertEquals(bench.text, text);
});

Deno.test("import fills a day that is compressed and appended to already, and loses none of it", async () => {
  using bench = new Bench();
  bench.write("2026-11-22.jsonl", line("1", "alice"));
  bench.compress("2026-11-22.jsonl");
  bench.write("2026-11-22.jsonl", line("2", "bob"));
  const file = bench.write("file.json", line("3", "carol"));
  assertEquals((await bench.run("import", file)).code, 0);
  assertEquals(
    bench.text,
    line("1", "alice") + line("2", "bob") + line("3", "carol"),
  );
});

Deno.test("export --gzip is what gzip reads", async () => {
  using bench = new Bench();
  bench.write("2026-11-22.jsonl", line("1", "alice") + line("2", "bob"));
  const parts: Uint8Array[] = [];
  const process = new FakeProcess();
  const context = process.context(["--data", bench.folder, "--gzip"]);
  const { exportRecords } = await import("./export.ts");
  const code = await exportRecords({
    ...context,
    stdout: {
      write(bytes) {
        parts.push(bytes.slice());
        return Promise.resolve(bytes.length);
      },
      isTerminal: () => false,
    },
  });
  assertEquals(code, 0);
  const bytes = await new Blob(parts as BlobPart[]).bytes();
  assertEquals(
    new TextDecoder().decode(gunzipSync(bytes)),
    line("1", "alice") + line("2", "bob"),
  );
});

Deno.test("repair keeps all that can be read, and every segment as it was", async () => {
  using bench = new Bench();
  bench.write("2026-11-20.jsonl", line("1", "alice", "20"));
  bench.compress("2026-11-20.jsonl", "foreign");
  const cut = join(bench.folder, "2026-11-20.jsonl.gz");
  Deno.truncateSync(cut, Deno.statSync(cut).size - 4);
  bench.write("2026-11-21.jsonl", line("2", "bob", "21"));
  bench.write(
    "2026-11-22.jsonl",
    `${line("3", "carol")}[1]\n${line("4", "dave")}{"torn`,
  );
  const originals = ["2026-11-20.jsonl.gz", "2026-11-22.jsonl"].map((name) =>
    Deno.readFileSync(join(bench.folder, name))
  );
  const { code, stdout } = await bench.run("repair");
  assertEquals(code, 0);
  assertMatch(stdout, /2026-11-20\.jsonl\.gz: 0 lines .* and damage .*\n/);
  assertMatch(
    stdout,
    /2026-11-22\.jsonl: a torn line of 6 bytes quarantined\n/,
  );
  assertMatch(stdout, /2026-11-22\.jsonl: 1 line without a record taken/);
  assertEquals(
    bench.text,
    line("1", "alice", "20") + line("2", "bob", "21") + line("3", "carol") +
      line("4", "dave"),
  );
  const aside = (name: string) =>
    Deno.readFileSync(join(bench.folder, "quarantine", name));
  assertEquals(aside("2026-11-20.jsonl.gz"), originals[0]);
  const kept = aside("2026-11-22.jsonl");
  assertEquals(kept, originals[1]!.subarray(0, kept.length));
  assertEquals((await bench.run("verify")).code, 0);
  assertEquals((await bench.run("repair")).stdout, "Nothing to repair\n");
});
