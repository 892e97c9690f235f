/** Stored events that are meant to break what shows them, through every output there is. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { SaxesParser } from "saxes";
import { eventWith, HOSTILE_EVENTS, HOSTILE_TEXTS } from "./hostile_events.ts";
import {
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

/** Paths that lead to hostile texts, as names and as values. */
const PATHS = [
  "username",
  "python.version",
  "python.argv",
  "python",
  "@os",
  "@python",
  "@arch",
  "uname",
  "constructor",
  "__proto__",
  "\\ ",
] as const;

/** What the pages are made of; no event adds to it. */
const TAGS =
  "!doctype html head meta title link body header main h1 h2 p a strong span form label input select option button datalist table thead tbody tr th td div img pre code ul li svg rect bdi dl dt dd nav section footer"
    .split(" ");
const ATTRIBUTES =
  "lang charset name content rel href action method list value placeholder inputmode selected id class src alt viewbox preserveaspectratio aria-hidden width height type html hidden for scope title"
    .split(" ");

/** A server that holds all of them. */
async function withHostileServer(
  test: (server: ServerProcess, folder: TemporaryFolder) => Promise<void>,
): Promise<void> {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  const events = [...HOSTILE_TEXTS.map(eventWith), ...HOSTILE_EVENTS];
  for (const event of events) {
    const response = await fetch(`${server.origin}/v1/on_import`, {
      method: "POST",
      body: event,
    });
    assertEquals(await response.text(), `{"success":true}\n`, event);
  }
  await test(server, folder);
}

async function get(server: ServerProcess, path: string): Promise<string> {
  const response = await fetch(`${server.origin}${path}`);
  const text = await response.text();
  assertEquals(response.status, 200, `${path}: ${text.slice(0, 200)}`);
  return text;
}

/** Of every path the address of its count. */
function countsIn(format: string): string[] {
  return PATHS.map((path) => {
    const question = new URLSearchParams({ group_by: path, format });
    return `/v1/count?${question}&distinct=${encodeURIComponent(path)}`;
  });
}

/** No control character but those of `allowed`. */
function assertPlain(text: string, allowed = "\n"): void {
  const found = /[\p{Cc}\p{Cs}]/gu;
  for (const [character] of text.matchAll(found)) {
    assert(
      allowed.includes(character),
      `U+${character.codePointAt(0)!.toString(16)}`,
    );
  }
}

/** Every "<" begins a tag of ours, with attributes of ours. */
function assertOurMarkup(html: string): void {
  const tag = /<(\/?)([a-z0-9!]+)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/?>/g;
  const rest = html.replace(tag, (_all, _slash, name, attributes) => {
    assert(TAGS.includes(name), `<${name}>`);
    const pairs: string[][] = [
      ...attributes.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g),
    ];
    for (const [, attribute, value] of pairs) {
      assert(ATTRIBUTES.includes(attribute!.toLowerCase()), `${attribute}`);
      const leads = attribute === "href" || attribute === "src";
      if (leads) assertMatch(value!, /^(?:\/|data:,$)/);
    }
    return "";
  });
  assertEquals(/[<>]/.exec(rest)?.[0], undefined, rest.slice(0, 500));
}

Deno.test("no stored event adds markup to a page or a chart", async () => {
  await withHostileServer(async (server) => {
    const pages = [
      "/",
      "/v1/fields?format=html&top=20",
      "/v1/records?format=html&limit=1000",
      ...countsIn("html"),
    ];
    for (const path of pages) {
      const page = await get(server, path);
      assertOurMarkup(page);
      assertPlain(page, "\t\n\r");
    }
    for (const path of countsIn("svg")) {
      const parser = new SaxesParser({ xmlns: true });
      const names = new Set<string>();
      parser.on("error", (error) => {
        throw error;
      });
      parser.on("opentag", ({ name }) => names.add(name));
      parser.write(await get(server, path)).close();
      for (const name of ["script", "a", "img", "foreignObject"]) {
        assert(!names.has(name), name);
      }
    }
  });
});

Deno.test("no stored event is a formula, a cell or a row of its own in CSV", async () => {
  await withHostileServer(async (server) => {
    const { grouped_key_count } = JSON.parse(
      await get(server, "/v1/count?group_by=username"),
    );
    for (
      const [path, rows] of [
        ["/v1/count?group_by=username&format=csv", grouped_key_count],
        [
          "/v1/records?format=csv&limit=1000",
          HOSTILE_TEXTS.length + HOSTILE_EVENTS.length,
        ],
      ] as const
    ) {
      const [heading, ...cells] = parseCsv(await get(server, path));
      assertEquals(cells.length, rows);
      for (const row of cells) {
        assertEquals(row.length, heading!.length);
        for (const cell of row) assertMatch(cell, /^(?![=+\-@\t\r])/);
      }
    }
  });
});

Deno.test("no stored event leaves its cell in a Markdown table", async () => {
  await withHostileServer(async (server) => {
    const { grouped_key_count } = JSON.parse(
      await get(server, "/v1/count?group_by=username"),
    );
    const text = await get(server, "/v1/count?group_by=username&format=md");
    assertPlain(text);
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    assertEquals(rows.length, 2 + grouped_key_count);
    for (const row of rows) {
      assertEquals(row.replace(/\\./g, "").split("|").length, 7, row);
      assertEquals(/<|!\[|(?<!\\)\]\(/.exec(row)?.[0], undefined, row);
    }
  });
});

Deno.test("every stored text comes back from JSON, JSON Lines and the download as it was", async () => {
  await withHostileServer(async (server) => {
    const told = HOSTILE_TEXTS.map((text) => text.toWellFormed()).toSorted();
    const { groups } = JSON.parse(
      await get(server, "/v1/count?group_by=username"),
    );
    const keys = groups.flatMap((
      { key, count }: { key: string[]; count: number },
    ) => Array(count).fill(key[0]!.toWellFormed()));
    const others = [`{"username":"b"}`];
    assertEquals(keys.toSorted(), [...told, ...others].toSorted());
    for (
      const path of [
        "/v1/records?format=ndjson&limit=1000",
        "/v1/download/import",
      ]
    ) {
      const lines = (await get(server, path)).split("\n").slice(0, -1);
      const texts = lines.map((line) => JSON.parse(line))
        .filter(({ username }) => typeof username === "string")
        .map(({ username }) => username);
      assertEquals(texts.toSorted(), HOSTILE_TEXTS.toSorted());
    }
    const { records } = JSON.parse(
      await get(server, "/v1/records?format=json&limit=1000"),
    );
    assertEquals(
      records.length,
      HOSTILE_TEXTS.length + HOSTILE_EVENTS.length,
    );
    JSON.parse(await get(server, "/v1/fields?top=100"));
  });
});

Deno.test("no stored event steers a terminal, or writes to the log", async () => {
  await withHostileServer(async (server, folder) => {
    for (const path of PATHS) {
      const question = `${new URLSearchParams({ group_by: path })}`;
      const { code, stdout, stderr } = await serverCommand(
        ["query", "--data", folder.path, question],
      ).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      const text = new TextDecoder().decode(stdout);
      assertPlain(text);
      assertEquals(/\p{Bidi_Control}/u.exec(text), null);
    }
    const { stderr } = await server.stop();
    assertMatch(stderr, /^\S+ SIGTERM: [^\n]*\n\S+ Stopped\n$/);
  });
});

Deno.test("no stored event, and no path that is asked for, is a formula or a row in the CSV of a count", async () => {
  await withHostileServer(async (server) => {
    const paths = ["=1+1", "\\@SUM(A1)", "-2+3", "\\\t=1+1", ...PATHS];
    for (const path of paths) {
      const question = new URLSearchParams({ group_by: path, format: "csv" });
      const csv = await get(server, `/v1/count?${question}`);
      const [heading, ...rows] = parseCsv(csv);
      for (const row of [heading!, ...rows]) {
        assertEquals(row.length, heading!.length);
        for (const cell of row) assertMatch(cell, /^(?![=+\-@\t\r])/);
      }
    }
  });
});

Deno.test("every stored event goes through export and import as it was, and verify, compact and erase are not led astray", async () => {
  await withHostileServer(async (server, folder) => {
    await server.stop();
    using other = new TemporaryFolder();
    const stored = folder.journalLines();
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await serverCommand(args).output();
      const text = new TextDecoder().decode(stdout);
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      return text;
    };
    for (const gzip of [[], ["--gzip"]]) {
      const data = join(other.path, `data${gzip.length}`);
      const { stdout } = await serverCommand(
        ["export", "--data", folder.path, ...gzip],
      ).output();
      const file = join(other.path, "export");
      Deno.writeFileSync(file, stdout);
      assertMatch(
        await run("import", "--data", data, file),
        new RegExp(`^Imported ${stored.length} events; left out 0 duplicates`),
      );
      assertEquals((await run("export", "--data", data)).split("\n"), [
        ...stored,
        "",
      ]);
      const well = `${stored.length} records in 1 segment, all is well\n`;
      assertEquals(await run("verify", "--data", data), well);
      assertEquals(
        await run("compact", "--data", data),
        "Removed 0 duplicates from 0 segments\n",
      );
      const condition = `--where=${"username=\x1b[2J\x1b]0;title\x07\x1b[31m"}`;
      assertEquals(
        await run("erase", "--data", data, condition),
        "Erased 1 record in 1 segment\n",
      );
      const note = Deno.readTextFileSync(join(data, "erasures.jsonl"));
      assertPlain(note);
      assertEquals(note.includes("title"), false, note);
      assertEquals(
        (await run("export", "--data", data)).split("\n").length,
        stored.length,
      );
    }
  });
});

Deno.test("query writes hostile texts in every format as the server does", async () => {
  await withHostileServer(async (server, folder) => {
    const withoutTime = (text: string) =>
      text.replace(/"elapsed_ms":[\d.]+|[\d.,]+ ms/g, "");
    for (const format of ["json", "csv", "md", "svg"]) {
      const question = `group_by=username&format=${format}`;
      const { code, stdout, stderr } = await serverCommand(
        ["query", "--data", folder.path, question],
      ).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      assertEquals(
        withoutTime(new TextDecoder().decode(stdout)),
        withoutTime(await get(server, `/v1/count?${question}`)),
      );
    }
  });
});

Deno.test("an event that is nested too deep is refused, and one of a million keys holds nobody up for long", async () => {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({
    data: folder.path,
    args: [
      "--max-body-bytes",
      String(32 * 1024 * 1024),
      "--max-keys",
      "1000001",
    ],
  });
  const post = async (body: string) => {
    const response = await fetch(`${server.origin}/v1/on_import`, {
      method: "POST",
      body,
    });
    await response.text();
    return response.status;
  };
  for (const levels of [1000, 100_000, 5_000_000]) {
    assertEquals(
      await post(`{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`),
      400,
    );
  }
  const keys = Array.from({ length: 1_000_000 }, (_, each) => `"k${each}":1`);
  assertEquals(await post(`{"username":"many",${keys.join(",")}}`), 200);
  assertEquals(await post(`{"username":"few"}`), 200);
  const { counts } = JSON.parse(
    await get(server, "/v1/count?group_by=username"),
  );
  assertEquals(counts, { many: 1, few: 1 });
  for (
    const path of [
      "/v1/count?group_by=k999999",
      "/v1/fields",
      "/v1/records?format=html",
      "/v1/records?where=k7%3E0",
      "/v1/records?format=csv",
      "/v1/records?format=ndjson",
      "/v1/download/import",
      ...["csv", "md", "svg", "html"].map((format) =>
        `/v1/count?group_by=username,k7&format=${format}`
      ),
    ]
  ) await get(server, path);
  assertEquals((await server.stop()).stderr.split("\n").length, 3);
});

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) throw new Error(`No cell at ${cell.lastIndex}`);
    row.push(found[1]?.replaceAll(`""`, `"`) ?? found[2] ?? "");
    if (found[3] !== ",") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
