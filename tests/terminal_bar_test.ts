/** How far long work has come, on a real terminal. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { serverCommand, TemporaryFolder } from "./server_process.ts";

/** Runs what is behind it on a terminal, whose output is its own. */
const ON_TERMINAL = [
  "python3",
  "-c",
  "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)",
] as const;

/** An escaped key is read the exact way: this takes seconds, where a bar comes after half of one. */
const LINES = 600_000;
const LINE = `{"\\u0061":"v","server_time":"2026-10-01T10:20:30.400Z"}\n`;

/** What a terminal is made to show of one line, each time from its start. */
async function shownBy(args: readonly string[]): Promise<readonly string[]> {
  const command = serverCommand(args, {
    kind: "executable",
    under: ON_TERMINAL,
  });
  const { code, stdout } = await command.output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(code, 0, text);
  return text.split("\r\x1b[K");
}

/**
 * @throws {AssertionError} unless a bar grows in the line, and what is behind it is the result;
 * where nothing is done in half a second, as on a slow machine, there is no bar yet
 */
function assertBar(shown: readonly string[], bar: RegExp, result: RegExp) {
  const begun = shown.findIndex((each) => each.includes("▕"));
  for (const each of shown.slice(1, begun)) assertMatch(each, /, \d+ s$/);
  const bars = shown.slice(begun, -1);
  for (const each of bars) assertMatch(each, bar);
  const shares = bars.map((each) => Number(/(\d+) %/.exec(each)?.[1]));
  assertEquals(shares.length > 1, true, shown.join("\n"));
  assertEquals(shares, shares.toSorted((a, b) => a - b));
  assertMatch(shown.at(-1)!, result);
}

Deno.test({
  name:
    "an import and a question that take long show on a terminal how far they have come",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folder = new TemporaryFolder();
    const file = join(folder.path, "events.jsonl");
    Deno.writeTextFileSync(file, LINE.repeat(LINES));
    const data = join(folder.path, "data");
    assertBar(
      await shownBy(["import", "--data", data, file]),
      /^Importing ▕.{24}▏ \d+ %(?:, \d+ s)?$/,
      /^Imported 600000 events; left out 0 duplicates/,
    );
    assertBar(
      await shownBy(["query", "--data", data, "group_by=a"]),
      /^Reading 34 MB ▕.{24}▏ \d+ %(?:, \d+ s)?$/,
      /v +600000 +100\.0 %/,
    );
  },
});
