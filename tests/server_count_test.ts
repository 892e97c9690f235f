/** Questions over sockets, beside everything else that a server does. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { KINDS, ServerProcess, TemporaryFolder } from "./server_process.ts";

const CONNECTIONS = 8;
const ROUNDS = 15;

/** Posts one event. @returns when it is acknowledged */
async function post(origin: string, event: unknown): Promise<void> {
  const response = await fetch(`${origin}/v1/on_import`, {
    method: "POST",
    body: JSON.stringify(event),
  });
  assertEquals([response.status, await response.json()], [200, {
    success: true,
  }]);
}

// deno-lint-ignore no-explicit-any -- what comes back is looked at
async function ask(origin: string, target: string): Promise<any> {
  const response = await fetch(origin + target);
  return { ...await response.json(), status: response.status };
}

/** A question that takes a while: each of these records is a group of its own. */
const MANY_GROUPS = "/v1/count?group_by=n&distinct=n,m&top=1";

function writeManyValues(folder: string): void {
  Deno.writeTextFileSync(
    join(folder, "2026-11-23.jsonl"),
    Array.from({ length: 50_000 }, (_, n) => `{"n":"n${n}","m":${n}}\n`)
      .join(""),
  );
}

for (const kind of KINDS) {
  Deno.test(`${kind}: every answer holds each event acknowledged before it was asked for, while others post`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--sync", "os"],
    });
    const { origin } = server;
    let acknowledged = 0;
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async (_, connection) => {
        for (let round = 0; round < ROUNDS; round++) {
          await post(origin, { connection, round });
          const least = ++acknowledged;
          const mine = `where=connection=${connection}`;
          const [all, grouped, counted, records, fields] = await Promise.all([
            ask(origin, "/v1/count"),
            ask(origin, "/v1/count?group_by=connection,round"),
            ask(origin, `/v1/count?${mine}`),
            ask(origin, `/v1/records?${mine}&limit=1`),
            ask(origin, "/v1/fields"),
          ]);
          for (const { record_count } of [all, grouped, fields]) {
            assert(record_count >= least, `${record_count} of ${least}`);
          }
          assertEquals(grouped.counts[`["${connection}","${round}"]`], 1);
          assertEquals(counted.record_count, round + 1);
          assertEquals(records.records[0].round, round);
        }
      }),
    );
    const { record_count } = await ask(origin, "/v1/count");
    assertEquals(record_count, CONNECTIONS * ROUNDS);
  });

  Deno.test(`${kind}: events are acknowledged while a long question is being answered`, async () => {
    using folder = new TemporaryFolder();
    writeManyValues(folder.path);
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--sync", "os"],
    });
    const { origin } = server;
    await post(origin, { n: "first" });
    let isAnswered = false;
    const answer = ask(origin, MANY_GROUPS).finally(() => isAnswered = true);
    let acknowledged = 0;
    while (!isAnswered) {
      await post(origin, { n: "first" });
      if (!isAnswered) acknowledged++;
    }
    assertEquals((await answer).status, 200);
    // One could slip in before the question, were that answered in between.
    assert(acknowledged >= 5, `${acknowledged} events meanwhile`);
  });

  Deno.test(`${kind}: a question that takes longer than --query-timeout-ms is refused with 422, and the server goes on`, async () => {
    using folder = new TemporaryFolder();
    writeManyValues(folder.path);
    await using server = await ServerProcess.start({
      data: folder.path,
      kind,
      args: ["--query-timeout-ms", "1"],
    });
    const { origin } = server;
    const { status, error } = await ask(origin, MANY_GROUPS);
    assertEquals([status, error?.code], [422, "too_long"]);
    assertStringIncludes(error.message, "narrow it with since, until or limit");
    await post(origin, { n: "next" });
    assertEquals((await ask(origin, "/healthz")).status, 200);
  });
}
