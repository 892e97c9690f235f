import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { openTestJournal } from "../testing/open_journal.ts";
import { JournalStore } from "../store/journal_store.ts";
import type { Store } from "../store/store.ts";
import { ServiceError } from "../error.ts";
import { createHandler } from "./app.ts";
import { PendingBodies } from "./pending_bodies.ts";

const NOW = new Date("2026-11-23T21:04:05.123Z");
const LIMITS = { maxBodyBytes: 2000, maxBatchBytes: 4000, maxBatchItems: 5 };
const CLIENT_ERRORS_ONLY = (message: string): void => {
  throw new Error(`Nothing should be reported, got ${message}`);
};

/** A handler over a journal of its own. */
class TestApp implements AsyncDisposable {
  readonly #directory: string;
  readonly #store: Store;
  readonly fetch: (request: Request) => Promise<Response>;

  private constructor(
    directory: string,
    store: Store,
    report: (message: string) => void,
  ) {
    this.#directory = directory;
    this.#store = store;
    const clock = () => NOW;
    const handle = createHandler({
      store,
      limits: LIMITS,
      bodies: new PendingBodies({ maxBytes: 1_000_000, clockMs: () => 0 }),
      clock,
      version: "1.2.3",
      started: NOW,
      report,
    });
    this.fetch = async (request) => await handle(request);
  }

  static async create(
    { report = CLIENT_ERRORS_ONLY, wrap = (store: Store) => store } = {},
  ) {
    const directory = Deno.makeTempDirSync();
    const opened = await openTestJournal(directory, {
      report,
      clock: () => NOW,
    });
    return new TestApp(directory, wrap(new JournalStore(opened)), report);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(new Request(`http://box${path}`, { headers }));
  }

  post(
    path: string,
    body: BodyInit | null,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.fetch(
      new Request(`http://box${path}`, { method: "POST", body, headers }),
    );
  }

  async lines(): Promise<string[]> {
    const text = await (await this.get("/v1/download/import")).text();
    return text.split("\n").slice(0, -1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store.close();
    Deno.removeSync(this.#directory, { recursive: true });
  }
}

Deno.test("on_import stores the event's own text and answers as the original did", async () => {
  await using app = await TestApp.create();
  const response = await app.post("/v1/on_import", `{"n": 1.0}`);
  assertEquals(response.status, 200);
  assertEquals(await response.json(), { success: true });
  assertEquals(await app.lines(), [
    `{"n": 1.0,"server_time":"2026-11-23T21:04:05.123Z"}`,
  ]);
});

Deno.test("on_import answers a uuid seen before with 200, and stores it once", async () => {
  await using app = await TestApp.create();
  await app.post("/v1/on_import", `{"uuid":"a"}`);
  const again = await app.post("/v1/on_import", `{"uuid":"a","other":1}`);
  assertEquals(again.status, 200);
  assertEquals(await again.json(), { success: true, duplicate: true });
  assertEquals((await app.lines()).length, 1);
});

const REFUSED: {
  name: string;
  path: string;
  body: BodyInit | null;
  status: number;
  message: string;
}[] = [
  {
    name: "no body",
    path: "/v1/on_import",
    body: null,
    status: 400,
    message: "must be a JSON object",
  },
  {
    name: "no JSON",
    path: "/v1/on_import",
    body: "a=b",
    status: 400,
    message: "must be a JSON object",
  },
  {
    name: "a list",
    path: "/v1/on_import",
    body: "[]",
    status: 400,
    message: "got a list",
  },
  {
    name: "bytes that are not UTF-8",
    path: "/v1/on_import",
    body: Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
    status: 400,
    message: "An event must be UTF-8",
  },
  {
    name: "a body one byte over the limit",
    path: "/v1/on_import",
    body: `{"a":"${"x".repeat(1993)}"}`,
    status: 413,
    message: "at most 2000 bytes",
  },
  {
    name: "an endless body of unknown length",
    path: "/v1/on_import",
    body: new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(999)),
    }),
    status: 413,
    message: "at most 2000 bytes",
  },
  {
    name: "an empty batch",
    path: "/v1/events",
    body: " \n\n",
    status: 400,
    message: "at least one event",
  },
  {
    name: "an empty list",
    path: "/v1/events",
    body: "[]",
    status: 400,
    message: "at least one event",
  },
  {
    name: "a broken list",
    path: "/v1/events",
    body: `[{"a":1},`,
    status: 400,
    message: "JSON list: ",
  },
  {
    name: "a batch of too many items",
    path: "/v1/events",
    body: "{}\n".repeat(6),
    status: 413,
    message: "at most 5 events, got more",
  },
  {
    name: "a batch over its limit",
    path: "/v1/events",
    body: "{}\n".repeat(2000),
    status: 413,
    message: "at most 4000 bytes",
  },
];

for (const { name, path, body, status, message } of REFUSED) {
  Deno.test(`${path} refuses ${name} with ${status} and a reason, and stores nothing`, async () => {
    await using app = await TestApp.create();
    const response = await app.post(path, body);
    assertEquals(response.status, status);
    const { error } = await response.json();
    assertEquals(error.status, status);
    assertMatch(error.code, /^[a-z_]+$/);
    assertStringIncludes(error.message, message);
    assertEquals(await app.lines(), []);
  });
}

Deno.test("on_import accepts a body of exactly the limit, with and without a known length", async () => {
  await using app = await TestApp.create();
  const text = `{"a":"${"x".repeat(1992)}"}`;
  assertEquals(text.length, 2000);
  assertEquals((await app.post("/v1/on_import", text)).status, 200);
  const stream = new Blob([text]).stream();
  assertEquals((await app.post("/v1/on_import", stream)).status, 200);
  assertEquals((await app.lines()).length, 2);
});

for (
  const [layout, body] of [
    [
      "JSON Lines",
      `{"uuid":"a","n":1.0}\r\n\n[1]\n{"uuid":"a"}\n{"n":\n{"n":2}`,
    ],
    [
      "a JSON list",
      `[{"uuid":"a","n":1.0}, [1], {"uuid":"a"}, "{", {\n"n":2}]`,
    ],
  ]
) {
  Deno.test(`/v1/events stores the good items of ${layout} and reports on each`, async () => {
    await using app = await TestApp.create();
    const response = await app.post("/v1/events", body!);
    assertEquals(response.status, 200);
    const report = await response.json();
    assertEquals([
      report.success,
      report.stored,
      report.duplicates,
      report.rejected,
    ], [false, 2, 1, 2]);
    assertEquals(
      report.items.map((item: { status: string }) => item.status),
      ["stored", "rejected", "duplicate", "rejected", "stored"],
    );
    assertStringIncludes(report.items[1].error, "got a list");
    const lines = await app.lines();
    assertEquals(lines.length, 2);
    assertStringIncludes(lines[0]!, `"n":1.0`);
  });
}

Deno.test("an unknown path is 404 with the routes, a wrong method 405 with Allow, also for a body", async () => {
  await using app = await TestApp.create();
  const missing = await app.get("/v2/count");
  assertEquals(missing.status, 404);
  assertStringIncludes((await missing.json()).error.message, "GET /v1/count");
  assertEquals((await app.post("/v2/x", "{}")).status, 404);
  assertEquals((await app.post("/x/v1/on_import", "{}")).status, 404);
  const wrong = await app.get("/v1/on_import");
  assertEquals([wrong.status, wrong.headers.get("allow")], [405, "POST"]);
  const posted = await app.post("/v1/count", "{}");
  assertEquals([posted.status, posted.headers.get("allow")], [
    405,
    "GET, HEAD",
  ]);
  assertEquals(await app.lines(), []);
});

const BROWSER =
  "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

Deno.test("what is wrong with something posted is said in JSON, to browsers too; with a question as a page", async () => {
  await using app = await TestApp.create();
  const accept = { accept: BROWSER };
  const told = ({ status, headers }: Response) => [
    status,
    headers.get("content-type"),
  ];
  const posted = await app.post("/v1/on_import", "nope", accept);
  assertEquals(told(posted), [400, "application/json; charset=utf-8"]);
  await posted.body?.cancel();
  const asked = await app.get("/v1/count?limit=nope", accept);
  assertEquals(told(asked), [400, "text/html; charset=utf-8"]);
  assertEquals(asked.headers.get("vary"), "accept");
  await asked.body?.cancel();
});

const NEGOTIATED: {
  accept: string | undefined;
  query: string;
  type: string;
}[] = [
  { accept: undefined, query: "", type: "application/json" },
  { accept: "*/*", query: "", type: "application/json" },
  { accept: BROWSER, query: "", type: "text/html" },
  { accept: "text/csv", query: "", type: "text/csv" },
  { accept: "application/x-ndjson", query: "", type: "application/x-ndjson" },
  { accept: "image/png", query: "", type: "application/json" },
  { accept: BROWSER, query: "&format=csv", type: "text/csv" },
  { accept: "application/json", query: "&format=html", type: "text/html" },
];

for (const { accept, query, type } of NEGOTIATED) {
  for (const path of ["/v1/count?group_by=n", "/v1/records?limit=5"]) {
    Deno.test(`${path}${query} for Accept: ${accept} is ${type}`, async () => {
      await using app = await TestApp.create();
      await app.post("/v1/on_import", `{"n":1}`);
      const response = await app.get(
        path + query,
        accept === undefined ? {} : { accept },
      );
      assertEquals(response.status, 200);
      assertEquals(
        response.headers.get("content-type"),
        `${type}; charset=utf-8`,
      );
      assert((await response.text()).length > 0);
    });
  }
}

for (
  const [accept, query, type] of [
    ["*/*", "&format=md", "text/markdown"],
    ["*/*", "&format=svg", "image/svg+xml"],
    ["text/markdown", "", "text/markdown"],
    ["image/avif,image/svg+xml,image/*,*/*;q=0.8", "", "image/svg+xml"],
    [`${BROWSER},image/svg+xml`, "", "text/html"],
  ] as const
) {
  Deno.test(`/v1/count${query} for Accept: ${accept} is ${type}`, async () => {
    await using app = await TestApp.create();
    await app.post("/v1/on_import", `{"n":1}`);
    const response = await app.get(`/v1/count?group_by=n${query}`, { accept });
    assertEquals(response.status, 200);
    assertEquals(
      response.headers.get("content-type"),
      `${type}; charset=utf-8`,
    );
    assert((await response.text()).length > 0);
  });
}

for (const format of ["md", "svg"]) {
  Deno.test(`/v1/records refuses format=${format} and names the accepted ones`, async () => {
    await using app = await TestApp.create();
    const response = await app.get(`/v1/records?format=${format}`);
    assertEquals(response.status, 400);
    assertStringIncludes(
      (await response.json()).error.message,
      `must be one of json, csv, ndjson, html, got "${format}"`,
    );
  });
}

Deno.test("a chart may load and run nothing, and its page shows it", async () => {
  await using app = await TestApp.create();
  await app.post("/v1/on_import", `{"n":1}`);
  const page = await app.get("/v1/count?group_by=n&top=3&format=html");
  const image = /<img class="chart" src="([^"]+)"\s+alt="([^"]+)">/
    .exec(await page.text())!;
  assertEquals(image[2], "Chart: Records by n. The table has its numbers.");
  const chart = await app.get(image[1]!.replaceAll("&amp;", "&"));
  assertEquals(chart.status, 200);
  assertEquals(
    chart.headers.get("content-security-policy"),
    "default-src 'none'; style-src 'unsafe-inline'",
  );
  assertEquals(chart.headers.get("x-content-type-options"), "nosniff");
  assertStringIncludes(await chart.text(), "<svg");
  const none = await app.get("/v1/count?group_by=m&format=html");
  assert(!(await none.text()).includes("<img"));
});

Deno.test("forms offer the paths and values of the latest events", async () => {
  await using app = await TestApp.create();
  for (let each = 0; each < 2; each++) {
    await app.post("/v1/on_import", `{"user":"<a>","n":${each}}`);
  }
  const condition = `<option value="user=&lt;a&gt;"></option>`;
  for (
    const path of [
      "/",
      "/v1/count?group_by=n&format=html",
      "/v1/records?format=html",
    ]
  ) {
    // A page does not wait for long, but it asks: the next one has what came of it.
    let text = "";
    for (let asked = 0; asked < 40 && !text.includes(condition); asked++) {
      text = await (await app.get(path)).text();
    }
    assertStringIncludes(text, `<datalist id="conditions">`);
    assertStringIncludes(text, condition);
    const hasPaths = path.startsWith("/v1/records") === false;
    assertEquals(text.includes(`<option value="user"></option>`), hasPaths);
  }
});

Deno.test("errors are pages for a browser", async () => {
  await using app = await TestApp.create();
  const response = await app.get("/v1/count?limit=<b>", { accept: BROWSER });
  assertEquals(response.status, 400);
  const text = await response.text();
  assertStringIncludes(text, "&lt;b&gt;");
  assert(!text.includes("<b>"));
});

const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`;

Deno.test("pages escape every text of an event and of the query, under a strict policy", async () => {
  await using app = await TestApp.create();
  await app.post(
    "/v1/on_import",
    JSON.stringify({ username: HOSTILE, [HOSTILE]: HOSTILE }),
  );
  const name = encodeURIComponent(HOSTILE);
  for (
    const path of [
      "/",
      "/v1/count?group_by=username",
      `/v1/count?group_by=${name}&distinct=username&where=username=${name}`,
      `/v1/count?group_by=${name}&interval=day`,
      "/v1/records",
      `/v1/records?where=username=${name}`,
      `/${name}`,
      `/v1/count?${name}=1`,
    ]
  ) {
    const response = await app.get(path, { accept: BROWSER });
    const text = await response.text();
    assert(
      !/<script|<img (?!class="chart" src="\/v1\/count\?)/i.test(text),
      `${path}: ${text}`,
    );
    assertStringIncludes(
      response.headers.get("content-security-policy")!,
      "default-src 'none'",
    );
    assertEquals(response.headers.get("x-content-type-options"), "nosniff");
  }
});

Deno.test("CSV defuses formulas and quotes what must be quoted", async () => {
  await using app = await TestApp.create();
  for (
    const username of [
      "=1+1",
      "+x",
      "-x",
      "@x",
      "\tx",
      `a"b,c`,
      "a\r\nb",
      "plain",
    ]
  ) {
    await app.post("/v1/on_import", JSON.stringify({ username }));
  }
  const text =
    await (await app.get("/v1/count?group_by=username&order=key&format=csv"))
      .text();
  const cells = text.split("\r\n").map((row) =>
    /^("(?:[^"]|"")*"|[^,]*),/.exec(row)?.[1]
  );
  assertEquals(
    cells.slice(1, -1).sort(),
    ["'\tx", "'+x", "'-x", "'=1+1", "'@x", `"a""b,c"`, `"a\nb"`, "plain"]
      .sort(),
  );
});

Deno.test("records give each record's own text, the newest first", async () => {
  await using app = await TestApp.create();
  for (const n of ["1.0", "2.50", "3e400"]) {
    await app.post("/v1/on_import", `{"n":${n}}`);
  }
  const text = await (await app.get("/v1/records?limit=2")).text();
  assertMatch(
    text,
    /^\{"record_count":2,"records":\[\{"n":3e400,.*\n\{"n":2\.50,/s,
  );
  assertEquals(
    (await (await app.get("/v1/records?where=n=1")).json()).record_count,
    1,
  );
});

Deno.test("the pages' forms keep what was asked, every condition of it", async () => {
  await using app = await TestApp.create();
  const asked = new URLSearchParams([
    ["where", "a=1"],
    ["where", "b?"],
    ["since", "30d"],
    ["until", "1d"],
  ]);
  for (const path of ["/v1/records", "/v1/count"]) {
    const response = await app.get(`${path}?${asked}&format=html`);
    const inputs = (await response.text())
      .matchAll(/<input name="(where|since|until)"[^>]* value="([^"]+)"/g);
    assertEquals(
      Array.from(inputs, ([, name, value]) => [name, value]),
      [...asked],
    );
  }
});

Deno.test("a store that fails is 503 with Retry-After; an unforeseen error 500 that tells nothing", async () => {
  const reports: string[] = [];
  let problem: Error = new ServiceError(
    { status: 503, code: "journal_unavailable" },
    "Later",
    {
      retryAfterSeconds: 5,
    },
  );
  const wrap = (store: Store): Store => {
    store.append = () => Promise.reject(problem);
    return store;
  };
  await using app = await TestApp.create({
    report: (message) => void reports.push(message),
    wrap,
  });
  const unavailable = await app.post("/v1/on_import", "{}");
  assertEquals([unavailable.status, unavailable.headers.get("retry-after")], [
    503,
    "5",
  ]);
  await unavailable.body?.cancel();
  problem = new Error("secret at /etc/x");
  const failed = await app.post("/v1/on_import", "{}");
  assertEquals(failed.status, 500);
  assert(!(await failed.text()).includes("secret"));
  assertEquals(reports.length, 1);
  assertStringIncludes(reports[0]!, "secret at /etc/x");
  assert(!reports[0]!.includes("\n"));
});

Deno.test("HEAD has the headers of GET, and lets go of the body", async () => {
  let isCancelled = false;
  await using app = await TestApp.create({
    wrap: (store) => {
      store.snapshot = () =>
        Promise.resolve(
          new ReadableStream({ cancel: () => void (isCancelled = true) }),
        );
      return store;
    },
  });
  const response = await app.fetch(
    new Request("http://box/v1/snapshot", { method: "HEAD" }),
  );
  assertEquals(
    [
      response.status,
      response.body,
      response.headers.get("content-disposition"),
    ],
    [200, null, 'attachment; filename="pyanalytics-2026-11-23T21-04-05Z.tar"'],
  );
  assert(isCancelled);
});

Deno.test("healthz, meta and the first page tell what the server is and has", async () => {
  await using app = await TestApp.create();
  await app.post("/v1/on_import", "{}");
  assertEquals(await (await app.get("/healthz")).json(), { status: "ok" });
  const meta = await (await app.get("/v1/meta")).json();
  assertEquals([meta.version, meta.store.backend, meta.store.appended_events], [
    "1.2.3",
    "journal",
    1,
  ]);
  const paths = meta.routes.map(({ path }: { path: string }) => path);
  for (const path of ["/v1/count", "/v1/snapshot"]) {
    assert(paths.includes(path));
  }
  const page = await (await app.get("/")).text();
  assertStringIncludes(page, `action="/v1/count"`);
  assertStringIncludes(page, "1.2.3");
  assertStringIncludes(
    await (await app.get("/style.css")).text(),
    "color-scheme",
  );
});

Deno.test("/v1/fields tells of the paths, as JSON and as a page, and refuses what it does not know", async () => {
  await using app = await TestApp.create();
  await app.fetch(
    new Request("http://box/v1/on_import", {
      method: "POST",
      body: `{"user":"<b>ann</b>","n":1}`,
    }),
  );
  const ask = (query: string) =>
    app.fetch(new Request(`http://box/v1/fields?${query}`));
  const { fields, record_count } = await (await ask("top=1")).json();
  assertEquals(record_count, 1);
  assertEquals(
    fields.map(({ path }: { path: string }) => path).sort(),
    ["n", "server_time", "user"],
  );
  const page = await (await ask("format=html")).text();
  assertStringIncludes(page, "&lt;b&gt;ann&lt;/b&gt;");
  assertEquals((await ask("top=0")).status, 400);
  assertEquals((await ask("group_by=n")).status, 400);
});
