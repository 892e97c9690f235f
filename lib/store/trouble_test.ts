import { assertEquals, assertStrictEquals } from "@std/assert";
import { ServiceError } from "../error.ts";
import { readError } from "./read_error.ts";
import { Trouble } from "./trouble.ts";

function troubleOf() {
  const log: string[] = [];
  const time = { ms: 0 };
  const trouble = new Trouble({
    what: "be read",
    report: (message) => void log.push(message),
    clockMs: () => time.ms,
  });
  return { trouble, log, time };
}

Deno.test("Trouble tells the log once that it begins, and once that it has passed", () => {
  const { trouble, log } = troubleOf();
  trouble.passed();
  for (const reason of ["EIO", "EMFILE"]) trouble.failed(readError(reason));
  assertEquals(
    trouble.problem,
    "The journal cannot be read at the moment (EMFILE)",
  );
  for (let each = 0; each < 2; each++) trouble.passed();
  assertEquals(trouble.problem, undefined);
  assertEquals(log, [
    "The journal cannot be read at the moment (EIO)",
    "The journal can be read again",
  ]);
});

Deno.test("Trouble that comes and goes is told no more than once a minute", () => {
  const { trouble, log, time } = troubleOf();
  for (time.ms = 0; time.ms <= 60_000; time.ms += 1000) {
    trouble.failed(readError("EIO"));
    trouble.passed();
  }
  assertEquals(log.length, 4);
});

Deno.test("Trouble makes 503 of what the system says, and leaves all else as it is", () => {
  const { trouble, log } = troubleOf();
  const system = Object.assign(new Error("/data/x"), { code: "EACCES" });
  const { status, message } = trouble.failed(system) as ServiceError;
  assertEquals(status, 503);
  assertEquals(message, "The journal cannot be read at the moment (EACCES)");
  assertEquals(log, ["The journal cannot be read: /data/x"]);
  trouble.passed();
  const others = [
    new Error("own"),
    new ServiceError({ status: 422, code: "too_long" }, "too long"),
  ];
  for (const other of others) {
    assertStrictEquals(trouble.failed(other), other);
    assertEquals(trouble.problem, undefined);
  }
});
