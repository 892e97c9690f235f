import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Excess } from "./census.ts";
import { refusalHandler, RefusalLog } from "./refusal.ts";

const LIMITS = {
  maxConnections: 20,
  maxConnectionsPerAddress: 10,
  headerTimeoutMs: Infinity,
  idleTimeoutMs: Infinity,
};

const REFUSALS: readonly [Excess, number, string][] = [
  ["maxConnections", 503, "More than 20 connections are open"],
  [
    "maxConnectionsPerAddress",
    429,
    "More than 10 connections of one address are open",
  ],
];

for (const [excess, status, message] of REFUSALS) {
  Deno.test(`a connection beyond ${excess} is answered with ${status} and when to come again`, async () => {
    const handler = refusalHandler({ excess, limits: LIMITS });
    const request = new Request("http://any/v1/on_import", {
      method: "POST",
      body: "{}",
    });
    const info = {} as Deno.ServeHandlerInfo<Deno.NetAddr>;
    const answer = await handler(request, info);
    assertEquals(answer.status, status);
    assertEquals(answer.headers.get("connection"), "close");
    assertEquals(answer.headers.get("retry-after"), "5");
    assertStringIncludes(await answer.text(), message);
  });
}

Deno.test("RefusalLog says once that connections are refused, and once that they no longer are", () => {
  const time = { ms: 0 };
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  const log = new RefusalLog({ report, clockMs: () => time.ms });
  log.look();
  for (let each = 0; each < 100; each++) {
    log.refused("20 are open");
    log.look();
    time.ms += 999;
  }
  log.look();
  assertEquals(lines, ["Connections are refused: 20 are open"]);
  time.ms += 1;
  log.look();
  log.look();
  assertEquals(lines.slice(1), [
    "Connections are accepted again; 100 were refused",
  ]);
});

Deno.test("RefusalLog says no more than two lines a minute, and counts on", () => {
  const time = { ms: 0 };
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  const log = new RefusalLog({ report, clockMs: () => time.ms });
  for (let each = 0; each < 24; each++) {
    log.refused("20 are open");
    time.ms += 5000;
    log.look();
  }
  assertEquals(lines, [
    "Connections are refused: 20 are open",
    "Connections are accepted again; 1 were refused",
    "Connections are refused: 20 are open",
    "Connections are accepted again; 12 were refused",
  ]);
});
