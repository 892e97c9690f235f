/** `docs/RELIABILITY.md`: each promise names what shows it, and that exists. */
import { assert, assertEquals } from "@std/assert";
import { basename, fromFileUrl, join } from "@std/path";
import { STAGES } from "./torture/stages.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const PAGE = Deno.readTextFileSync(join(ROOT, "docs", "RELIABILITY.md"));

/** Names of files may stand without their folder where they were named with it before. */
const PATHS = pathsIn(PAGE);

function pathsIn(text: string): string[] {
  return Array.from(text.matchAll(/`([\w/.]+\.ts)`/g), ([, path]) => path!);
}

function isNamed(path: string): boolean {
  return path.includes("/") ||
    PATHS.some((each) => each.includes("/") && basename(each) === path);
}

/** The cells of all tables' rows, the tables' heads left out. */
function rows(): string[][] {
  const lines = PAGE.split("\n");
  return lines
    .filter((line, index) =>
      line.startsWith("|") && !line.startsWith("| ---") &&
      !lines[index + 1]?.startsWith("| ---")
    )
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("each file that the page names is there", () => {
  assert(PATHS.length > 0);
  assertEquals(PATHS.filter((path) => !isNamed(path)), []);
  for (const path of PATHS.filter((each) => each.includes("/"))) {
    assert(Deno.statSync(join(ROOT, path)).isFile, path);
  }
});

Deno.test("each promise names a test or a stage of torture", () => {
  assert(rows().length > 0);
  for (const cells of rows()) {
    const shownBy = cells.slice(1).join(" ");
    assert(
      pathsIn(shownBy).some((path) => path.endsWith("_test.ts")) ||
        /`task torture \w+`/.test(shownBy),
      `Nothing shows: ${cells[0]}`,
    );
  }
});

Deno.test("each stage of torture that the page names is one", () => {
  const named = Array.from(
    PAGE.matchAll(/task torture (\w+)/g),
    ([, name]) => name!,
  );
  assert(named.length > 0);
  assertEquals(named.filter((name) => !Object.hasOwn(STAGES, name)), []);
});

Deno.test("each test that the page quotes is in the file named before it", () => {
  const quotes = Array.from(PAGE.matchAll(/`([\w/]+_test\.ts)`: "([^"]+)"/g));
  assert(quotes.length > 0);
  for (const [, path, title] of quotes) {
    const source = Deno.readTextFileSync(join(ROOT, path!));
    for (const part of title!.split("...")) {
      assert(source.includes(part.trim()), `${path} has no test "${title}"`);
    }
  }
});
