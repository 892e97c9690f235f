import { assertEquals, assertNotMatch } from "@std/assert";
import { join } from "@std/path";
import type { HandOver } from "../hand_over.ts";
import { Drops } from "./drops.ts";
import { TestFolder, uuidOf } from "./fixtures.ts";
import { leaveStart, leftStarts, MAX_STARTS } from "./starts.ts";

const ENVIRONMENT: Record<string, string> = {
  PATH: "/bin",
  HOME: "/home/zoe",
  PYANALYTICS_TAG: "a=1",
  PYANALYTICS_CHILD: "1",
  AWS_SECRET_ACCESS_KEY: "hunter3",
};

function handOver(number: number, ...words: string[]): HandOver {
  const args = ["--wrapper", "sh", "--", ...words];
  return { args, cwd: "/work", startMs: number, uuid: uuidOf(number) };
}

function leave(folder: TestFolder, start: HandOver): void {
  leaveStart(folder.path, start, {
    environment: (name) => ENVIRONMENT[name],
    variables: Object.keys(ENVIRONMENT),
  });
}

Deno.test("leftStarts() has what leaveStart() left, with what it saw of the environment", () => {
  using folder = new TestFolder();
  leave(folder, handOver(1, "x.py", "Zoë ✓"));
  const [start, ...others] = Array.from(leftStarts(folder.path));
  assertEquals(others, []);
  assertEquals(start?.handOver, handOver(1, "x.py", "Zoë ✓"));
  const names = Object.keys(ENVIRONMENT);
  assertEquals(names.map((name) => start?.environment(name)), [
    "/bin",
    "/home/zoe",
    "a=1",
    undefined,
    undefined,
  ]);
});

Deno.test("leaveStart() writes no secret to the disk", () => {
  using folder = new TestFolder();
  leave(folder, handOver(1, "x.py", "--password", "hunter2"));
  const [file] = folder.files();
  const text = Deno.readTextFileSync(join(folder.path, file!));
  assertNotMatch(text, /hunter/);
});

Deno.test("leaveStart() drops a start where nobody takes them up, and counts it", () => {
  using folder = new TestFolder();
  Deno.mkdirSync(join(folder.path, "starts"));
  for (let number = 0; number < MAX_STARTS; number++) {
    Deno.writeTextFileSync(join(folder.path, "starts", String(number)), "");
  }
  leave(folder, handOver(1));
  assertEquals(new Drops(folder.path).count(), 1);
});

Deno.test("leftStarts() moves aside what is no start", () => {
  using folder = new TestFolder();
  leave(folder, handOver(1));
  const starts = join(folder.path, "starts");
  const whole = Deno.readTextFileSync(join(starts, `${uuidOf(1)}.json`));
  const strangers: [name: string, text: string][] = [
    ["notes.txt", "mine"],
    [`${uuidOf(2)}.json`, whole.slice(0, 20)],
    [`${uuidOf(3)}.json`, whole],
    [`${uuidOf(4)}.json`, "null"],
    [`${uuidOf(5)}.json`, ""],
  ];
  for (const [name, text] of strangers) {
    Deno.writeTextFileSync(join(starts, name), text);
  }
  const found = Array.from(leftStarts(folder.path));
  assertEquals(found.map(({ handOver }) => handOver.uuid), [uuidOf(1)]);
  assertEquals(
    folder.files().filter((path) => path.startsWith("aside")).length,
    strangers.length,
  );
});
