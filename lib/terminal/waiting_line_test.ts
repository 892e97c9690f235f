import { assertEquals } from "@std/assert";
import { WaitingLine } from "./mod.ts";

Deno.test("WaitingLine says nothing of a short wait", () => {
  const written: string[] = [];
  const options = { write: (text: string) => written.push(text), columns: 80 };
  using _line = new WaitingLine("Reading 1 MB", options);
  _line[Symbol.dispose]();
  assertEquals(written, []);
});

Deno.test("WaitingLine says what is waited for, harmless and in one line, and clears it", async () => {
  const written: string[] = [];
  const shown = Promise.withResolvers<void>();
  {
    using _line = new WaitingLine("Waiting for \x1b[31m a name that is long", {
      write(text) {
        written.push(text);
        shown.resolve();
      },
      columns: 25,
      delayMs: 0,
    });
    await shown.promise;
  }
  assertEquals(written, [
    "\r\x1b[KWaiting for \\u001b[31m …",
    "\r\x1b[K",
  ]);
});

Deno.test("WaitingLine shows how much of the way is behind, and fits its line", async () => {
  for (
    const [columns, expected] of [
      [60, "Reading 7 MB ▕██████▏                 ▏ 25 %"],
      [41, "Reading… ▕██████▏                 ▏ 25 %"],
      [12, "25 %"],
    ] as const
  ) {
    const shown = Promise.withResolvers<string>();
    using line = new WaitingLine("Reading 7 MB", {
      write: shown.resolve,
      columns,
      delayMs: 0,
    });
    line.update(0.2552);
    assertEquals(await shown.promise, `\r\x1b[K${expected}`);
  }
});
