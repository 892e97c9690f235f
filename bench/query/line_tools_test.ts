import { assertEquals } from "@std/assert";
import { LINE_TOOLS } from "./line_tools.ts";

/** What each program writes for the same events. */
const OUTPUTS: Readonly<Record<string, string>> = {
  jq: '{\n  "GCC 9": 2,\n  "": 1\n}\n',
  mlr: '{"key": "GCC 9", "count": 2}\n{"key": "", "count": 1}\n',
  sqlite3: '{"GCC 9":2,"":1}\n',
};

Deno.test("read() gives the counts of each program's output", () => {
  for (const { command, read } of LINE_TOOLS) {
    assertEquals(read(OUTPUTS[command]!), { "GCC 9": 2, "": 1 }, command);
  }
});

Deno.test("program() hands all segments over, or reads the folder itself", () => {
  for (const { command, program } of LINE_TOOLS) {
    const { args } = program(["a.jsonl", "b.jsonl"]);
    const isTold = args.slice(-2).join() === "a.jsonl,b.jsonl";
    assertEquals(isTold || args.join().includes("*.jsonl"), true, command);
  }
});
