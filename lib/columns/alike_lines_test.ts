import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { EngineBench, parse } from "../testing/engine_bench.ts";
import { referenceCount } from "../testing/reference_count.ts";

const HEAD =
  `{"uuid":"0e9b9b41-9e7c-468c-a612-d93638af5647","hostname":"sfo-lt0181",`;
const UNAME =
  `"uname":{"system":"Linux","release":"6.1.0-21-amd64","version":"#1 \\"SMP\\\\","machine":"x86_64"},`;
const PYTHON =
  `"python":{"argv":["-m","pip","é",[1,2,{"a":"b"}]],"version":"3.11.4 (default, Dec 22 2023 05:38:49) [GCC 11.4.0]","compiler":"GCC 11.4.0","version_info":[3,11,4,"final",0],"ratio":-1.5e3,"none":null,"is_64bit":true},`;
const REST =
  `"os":{"name":"Debian","version":"12"},"client":{"version":"0.1.0","attempts":1},"server_time":"2026-11-23T01:02:03.004Z"}`;
const LINE = HEAD + UNAME + PYTHON + REST;

/** In which other values are wanted, in other places of the line. */
const QUESTIONS = [
  "group_by=nothing",
  "group_by=server_time",
  "group_by=uname&distinct=python.version_info.1",
  "group_by=python.compiler,uname.release",
  "group_by=python.argv.3.2.a,os.version",
  "group_by=python.is_64bit,uname.system&distinct=python.argv",
  "group_by=client&distinct=python",
];

function assertCounted(
  lines: readonly string[],
  questions: readonly string[],
): void {
  using bench = new EngineBench();
  bench.append("2026-11-23", lines.map((line) => `${line}\n`).join(""));
  for (const each of questions) {
    assertEquals(bench.count(each), referenceCount(parse(each), lines), each);
  }
}

/** With something else at one place. */
function changed(line: string, at: number, removed: number, inserted: string) {
  return line.slice(0, at) + inserted + line.slice(at + removed);
}

const REPLACEMENTS = ['"', "\\", "x", "7", ",", "}", "]", " ", "\u0001", ""];
const INSERTIONS = ['"', "\\", "7", ".", " ", '"a":1,', '\\"'];

Deno.test("lines that differ from those before them in a single byte, whichever, are counted as they are", () => {
  const lines = [LINE, LINE];
  for (let at = 0; at < LINE.length; at++) {
    for (const each of REPLACEMENTS) {
      lines.push(changed(LINE, at, 1, each), LINE);
    }
    for (const each of INSERTIONS) lines.push(changed(LINE, at, 0, each), LINE);
  }
  assertCounted(lines, QUESTIONS);
});

Deno.test("values that are wanted are found among those that lines share, wherever they are", () => {
  const keys = Array.from({ length: 30 }, (_, index) => `key${index}`);
  const lines = Array.from(
    { length: 200 },
    (_, line) =>
      `{${
        keys.map((key, index) =>
          // Some change with each line, some hardly ever.
          `"${key}":${index % 7 === 3 ? line : `"${key}-${line >> index}"`}`
        )
      },"key5":"again","server_time":"2026-11-23T01:02:03.004Z"}`,
  );
  assertCounted(lines, keys.map((key) => `group_by=${key}`));
});

Deno.test("values of any length are passed where others stood in lines before", () => {
  const lines: string[] = [];
  for (let length = 0; length < 700; length += 3) {
    const text = "x".repeat(length);
    for (const end of [1, 1, 1, 2]) {
      lines.push(
        `{"a":1,"b":"x","c":"${text}","d":${end},"e":[${
          Array(length >> 3).fill(1)
        }],"f":${end}}`,
      );
    }
  }
  assertCounted(lines, ["group_by=f", "group_by=d&distinct=c", "group_by=a"]);
});

Deno.test("what lines share in one block, and no longer in the next, is counted", () => {
  const versions = ["3.9.1 (default)", "3.10.4 (default)", "3.10.4 (main)"];
  const lines = Array.from({ length: 140_000 }, (_, line) => {
    const version = versions[line % 5 % 3]!;
    // Later, other things follow the same version.
    const info = line > 70_000 ? `[3,9,${line >> 14}]` : "[3,10]";
    return `{"id":${line},"version":"${version}","info":${info},"ok":true,"n":{"a":${
      line % 2
    }}}`;
  });
  assertCounted(lines, ["group_by=n.a&distinct=info", "group_by=ok,version"]);
});

const pieces = fc.constantFrom(
  "",
  ...REPLACEMENTS,
  ...INSERTIONS,
  "é",
  "true",
  '"x":"y",',
  '{"b":[1,2]}',
  "\\u0061",
);

/** Lines that often go on as others did. */
const sharing = fc.array(
  fc.record({
    head: fc.constantFrom(HEAD, `{"hostname":"x",`, "{"),
    uname: fc.constantFrom(UNAME, UNAME.replace("amd64", "arm64"), ""),
    python: fc.constantFrom(
      PYTHON,
      PYTHON.replaceAll("GCC 11.4.0", "Clang 14.0.0"),
      PYTHON.replaceAll(",", ", "),
    ),
    isTwice: fc.boolean(),
    change: fc.option(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        removed: fc.integer({ min: 0, max: 3 }),
        inserted: pieces,
      }),
      { freq: 2 },
    ),
  }),
  { minLength: 20, maxLength: 120 },
).map((all) =>
  all.map(({ head, uname, python, isTwice, change }) => {
    const line = head + uname + python + (isTwice ? uname : "") + REST;
    if (change === null) return line;
    const at = Math.floor(change.at * line.length);
    return changed(line, at, change.removed, change.inserted);
  })
);

Deno.test("lines that share much with those before them are counted as if each were the only one", () => {
  fc.assert(
    fc.property(
      sharing,
      fc.constantFrom(...QUESTIONS),
      (lines, question) => assertCounted(lines, [question]),
    ),
    { numRuns: 400 },
  );
});
