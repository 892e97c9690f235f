import { assertEquals } from "@std/assert";
import type { SourceTime } from "./facts/source_times.ts";
import { type FoundOut, timingsTable } from "./timings.ts";

const EVENT = {
  username: "zoe",
  hostname: "box",
  hostfqdn: undefined,
  uname: { system: "Linux", node: "box" },
  python: { argv: ["x.py"], bin: "/py", version: "3" },
  os: { name: "Debian", version: undefined },
  machine: undefined,
  time: { utc: "", std_utc_offset: 0, epoch: 0 },
  site: { owner: 1 },
  client: { missing: ["hostfqdn", "config.user"] },
} as unknown as FoundOut;

function time(
  [kind, ...words]: [SourceTime["source"]["kind"], ...string[]],
  facts: string[],
  more: Partial<SourceTime> = {},
): SourceTime {
  return {
    source: { kind, words },
    facts: new Set(facts),
    begunMs: 0,
    tookMs: 0,
    isFailed: false,
    isKept: false,
    ...more,
  };
}

Deno.test("timingsTable() has the sources as they were asked, with their times and what came of them", () => {
  const table = timingsTable(EVENT, [
    time(["host name"], ["hostname", "uname.node"], { begunMs: 9.99 }),
    time(["run", "/py", "-c", "import\nsys"], ["python.*"], {
      begunMs: 12,
      tookMs: 1234.56,
      isKept: true,
    }),
    time(["run", "hostname", "-f"], ["hostfqdn"], { isFailed: true }),
    time(["read", "/etc/os-release"], ["os.name", "os.version"]),
    time(["look at", "/x\u001b[2J"], []),
  ]);
  assertEquals(table.split("\n"), [
    "    begun      took  source                facts",
    "  10.0 ms    0.0 ms  host name             hostname uname.node",
    "  12.0 ms 1234.6 ms  run /py -c ...        python.{bin,version} (kept)",
    "   0.0 ms    0.0 ms  run hostname -f       hostfqdn (no answer)",
    "   0.0 ms    0.0 ms  read /etc/os-release  os.name",
    "   0.0 ms    0.0 ms  look at /x [2J        -",
    "Missing: hostfqdn, config.user",
  ]);
});
