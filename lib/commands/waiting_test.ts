import { assertEquals, assertStringIncludes } from "@std/assert";
import { FakeProcess } from "../testing/fake_process.ts";
import { WorkLine } from "./waiting.ts";

Deno.test("WorkLine shows on a terminal how much is done, though the work waits for nothing", async () => {
  const process = new FakeProcess();
  const context = process.context([]);
  const stderr = { ...context.stderr, isTerminal: () => true };
  const deadline = Date.now() + 20_000;
  {
    using line = new WorkLine("Importing", 1e9, { ...context, stderr });
    await line.advance(0.3e9);
    while (!process.stderr.includes("%") && Date.now() < deadline) {
      await line.advance(0);
    }
  }
  assertStringIncludes(process.stderr, "Importing ▕███████");
  assertStringIncludes(process.stderr, " 30 %");
});

Deno.test("WorkLine says nothing where nobody would see it", async () => {
  const process = new FakeProcess();
  {
    using line = new WorkLine("Importing", 1e9, process.context([]));
    const deadline = Date.now() + 700;
    while (Date.now() < deadline) await line.advance(1);
  }
  assertEquals(process.stderr, "");
});
