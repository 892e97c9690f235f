import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { wholeLines } from "./whole_lines.ts";

const LONG = "x".repeat(200_000);

const CONTENTS: readonly [what: string, text: string, sizeBytes: number][] = [
  ["whole lines", "{}\n{}\n", 6],
  ["a torn last line", '{}\n{"a"', 3],
  ["a whole event without its newline", "{}\n{}", 3],
  ["a long torn line", `{}\n${LONG}`, 3],
  ["long lines and a torn one", `${LONG}\n${LONG}`, 200_001],
  ["nothing but a torn line", LONG, 0],
  ["nothing", "", 0],
];

for (const [what, text, sizeBytes] of CONTENTS) {
  Deno.test(`wholeLines() sees of ${what} the first ${sizeBytes} bytes`, () => {
    using folder = new Folder();
    Deno.writeTextFileSync(join(folder.path, "2026-11-23.jsonl"), text);
    const views = wholeLines(folder.path);
    assertEquals(views.map((view) => view.sizeBytes), [sizeBytes]);
  });
}

Deno.test("wholeLines() says which folder cannot be read", () => {
  using folder = new Folder();
  const path = join(folder.path, "none");
  assertThrows(
    () => wholeLines(path),
    Error,
    `Cannot read the journal in "${path}": `,
  );
});

class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
