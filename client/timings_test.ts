import { assertEquals } from "@std/assert";
import { timingsTable } from "./timings.ts";

Deno.test("timingsTable() has the slowest fact first, and marks what is missing", () => {
  const client = {
    version: "1.0.0",
    wrapper: undefined,
    sent_attempts: 1,
    timings_ms: { os: 0.5, hostfqdn: 1500, python: 41.25 },
    missing: ["config.user", "hostfqdn", "os.version"],
  };
  assertEquals(
    timingsTable({ client }).split("\n"),
    [
      "hostfqdn   1500.0 ms  missing",
      "python       41.3 ms",
      "os            0.5 ms",
    ],
  );
});
