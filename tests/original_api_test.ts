/** Clients and bookmarks of the system that this one succeeds keep working. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { exchange, originalRequest } from "./raw_http.ts";
import { KINDS, ServerProcess, TemporaryFolder } from "./server_process.ts";

const ORIGINAL_EVENT =
  `{"username": "mahmoud", "uuid": "0dedaf4b-4581-480a-ad36-79d3b4c0fe8f", "python": {"bin": "/usr/bin/python", "build_date": "Mar 22 2014 22:59:56", "have_ucs4": true, "version_info": [2, 7, 6, "final", 0], "argv": ["collect.py"], "have_readline": true, "version": "2.7.6 (default, Mar 22 2014, 22:59:56) \\n[GCC 4.8.2]", "is_64bit": true, "compiler": "GCC 4.8.2"}, "hostname": "feldspar", "uname": ["Linux", "feldspar", "3.13.0-30-generic", "#54-Ubuntu SMP Mon Jun 9 22:45:01 UTC 2014", "x86_64", "x86_64"], "time": {"std_utc_offset": -8.0, "epoch": 1407542833.75788}, "hostfqdn": "feldspar"}`;

const RECORDS = [
  `{"username":"alice","hostname":"h1","python":{"version_info":[2,7,6,"final",0],"is_64bit":true,"compiler":"GCC 4.8.2"},"uname":["Linux","h1"],"n":1.0,"x":null}`,
  `{"username":"bob","hostname":"h2","python":{"version_info":[3,11,7,"final",0],"is_64bit":true,"compiler":"Clang 15"},"uname":["Darwin","h2"],"n":1.5}`,
  `{"username":"alice","hostname":"h1","python":{"version_info":[3,11,7,"final",0],"is_64bit":false,"compiler":"Clang 15"},"uname":["Linux","h1"]}`,
  `{"username":"Zoë ✓","hostname":"h3","tags":{"0":"zero"}}`,
];

const COUNTS: { query: string; expected: Record<string, unknown> }[] = [
  {
    query: "group_by=username",
    expected: {
      grouped_by: "username",
      record_count: 4,
      error_count: 0,
      grouped_key_count: 3,
      counts: { alice: 2, bob: 1, "Zoë ✓": 1 },
    },
  },
  {
    query: "group_by=python.version_info.0",
    expected: { record_count: 3, error_count: 1, counts: { 2: 1, 3: 2 } },
  },
  {
    query: "group_by=uname.0&limit=2",
    expected: { record_count: 1, error_count: 1, counts: { Linux: 1 } },
  },
  { query: "", expected: { record_count: 4, counts: undefined } },
  {
    query: "group_by=nope",
    expected: { record_count: 0, error_count: 4, counts: {} },
  },
  {
    query: "group_by=python.is_64bit",
    expected: {
      record_count: 3,
      error_count: 1,
      counts: { true: 2, false: 1 },
    },
  },
  {
    query: "group_by=python.version_info",
    expected: { counts: { '[2,7,6,"final",0]': 1, '[3,11,7,"final",0]': 2 } },
  },
  {
    query: "group_by=x",
    expected: { record_count: 1, error_count: 3, counts: { null: 1 } },
  },
  { query: "group_by=n", expected: { counts: { "1.0": 1, "1.5": 1 } } },
  {
    query: "group_by=tags.0",
    expected: { record_count: 1, error_count: 3, counts: { zero: 1 } },
  },
  {
    query: "group_by=username.0",
    expected: { record_count: 0, error_count: 4, counts: {} },
  },
];

for (const kind of KINDS) {
  Deno.test(`${kind}: the original's HTTP/1.0 message, byte for byte, is stored and answered`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    const answer = await exchange(server.port, originalRequest(ORIGINAL_EVENT));
    assertMatch(answer, /^HTTP\/1\.[01] 200 OK\r\n/);
    const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
    assertEquals(JSON.parse(body), { success: true });
    const [line, ...others] = folder.journalLines();
    assertEquals(others, []);
    assertEquals(
      line!.replace(
        /,"server_time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"\}$/,
        "}",
      ),
      ORIGINAL_EVENT,
    );
    const without = await exchange(server.port, originalRequest(""));
    assertMatch(without, /^HTTP\/1\.[01] 400 /);
    assertEquals((await server.stop()).code, 0);
  });

  Deno.test(`${kind}: /v1/count answers the original's questions`, async (t) => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ data: folder.path, kind });
    for (const record of RECORDS) {
      await exchange(server.port, originalRequest(record));
    }
    for (const { query, expected } of COUNTS) {
      await t.step(query || "no question", async () => {
        const answer = await (await fetch(`${server.origin}/v1/count?${query}`))
          .json();
        for (const [name, value] of Object.entries(expected)) {
          assertEquals(answer[name], value, name);
        }
      });
    }
    for (const limit of ["abc", "-1"]) {
      await t.step(`limit=${limit} is refused with the reason`, async () => {
        const response = await fetch(
          `${server.origin}/v1/count?limit=${limit}`,
        );
        assertEquals(response.status, 400);
        assertStringIncludes(
          (await response.json()).error.message,
          `"${limit}"`,
        );
      });
    }
    for (const body of ["no json", "[1]", "3"]) {
      await t.step(`${body} is refused with 400`, async () => {
        assertMatch(
          await exchange(server.port, originalRequest(body)),
          /^HTTP\/1\.[01] 400 /,
        );
      });
    }
    await t.step("the download is what was stored", async () => {
      const text = await (await fetch(`${server.origin}/v1/download/import`))
        .text();
      assertEquals(text.split("\n").slice(0, -1), folder.journalLines());
      assertEquals(folder.journalLines().length, RECORDS.length);
    });
    await t.step("anything else is 404", async () => {
      const response = await fetch(`${server.origin}/v1/other`);
      await response.body?.cancel();
      assertEquals(response.status, 404);
    });
  });
}
