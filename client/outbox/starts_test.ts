import { assert, assertEquals, assertLess, assertNotMatch } from "@std/assert";
import { join } from "@std/path";
import type { HandOver } from "../hand_over.ts";
import { Drops } from "./drops.ts";
import { TestFolder, uuidOf } from "./fixtures.ts";
import { STARTS_BOUNDS } from "./bounds.ts";
import { leaveStart, leftStarts, startsAside } from "./starts.ts";

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
  for (let number = 0; number < STARTS_BOUNDS.maxEvents; number++) {
    Deno.writeTextFileSync(join(folder.path, "starts", String(number)), "");
  }
  leave(folder, handOver(1));
  assertEquals(new Drops(folder.path).count(), 1);
});

Deno.test("leaveStart() leaves no more bytes than its bounds allow, and counts what it drops", () => {
  using folder = new TestFolder();
  const starts = join(folder.path, "starts");
  Deno.mkdirSync(starts);
  leave(folder, handOver(0));
  const sizeOf = (path: string) => Deno.statSync(join(folder.path, path)).size;
  const ownBytes = sizeOf(folder.files()[0]!);
  // As if large ones had been left, until there is room for just two more.
  let leftBytes = STARTS_BOUNDS.maxBytes - 3 * ownBytes;
  for (let number = 100; leftBytes > 0; number++) {
    const sizeBytes = Math.min(256 * 1024, leftBytes);
    const path = join(starts, `${uuidOf(number)}.${sizeBytes}.json`);
    Deno.writeTextFileSync(path, "x".repeat(sizeBytes));
    leftBytes -= sizeBytes;
  }
  for (const number of [1, 2, 3, 4]) leave(folder, handOver(number));
  assertEquals(new Drops(folder.path).count(), 2);
  const files = folder.files().filter((path) => path !== "dropped");
  assertEquals(
    files.reduce((sum, path) => sum + sizeOf(path), 0),
    STARTS_BOUNDS.maxBytes,
  );
  assertLess(files.length, 100);
});

Deno.test("leaveStart() drops a start that has more than any, and counts it", () => {
  using folder = new TestFolder();
  leaveStart(folder.path, handOver(1), {
    environment: () => "x".repeat(300_000),
    variables: ["PATH"],
  });
  assertEquals(folder.files(), ["dropped"]);
  assertEquals(new Drops(folder.path).count(), 1);
});

Deno.test("leftStarts() moves aside what is no start", () => {
  using folder = new TestFolder();
  leave(folder, handOver(1));
  const starts = join(folder.path, "starts");
  const whole = Deno.readTextFileSync(
    join(folder.path, folder.files()[0]!),
  );
  const strangers: [name: string, text: string][] = [
    ["notes.txt", "mine"],
    [`${uuidOf(2)}.9.json`, whole.slice(0, 20)],
    [`${uuidOf(3)}.9.json`, whole],
    [`${uuidOf(4)}.9.json`, "null"],
    [`${uuidOf(5)}.9.json`, ""],
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

Deno.test("leftStarts() leaves what cannot be read at the moment, and has all others", () => {
  using folder = new TestFolder();
  for (const number of [1, 2]) leave(folder, handOver(number));
  const starts = join(folder.path, "starts");
  const found = leftStarts(folder.path);
  const first = found.next().value!.handOver.startMs;
  const name = folder.files().map((path) => path.split(/[\\/]/).at(-1)!)
    .find((name) => !name.startsWith(uuidOf(first)))!;
  // A folder of that name cannot be read by anybody, whatever his rights.
  Deno.removeSync(join(starts, name));
  Deno.mkdirSync(join(starts, name));
  assertEquals(Array.from(found), []);
  assertEquals(startsAside(folder.path).survey().count, 0);
  assert(Deno.statSync(join(starts, name)).isDirectory);
});

Deno.test("leftStarts() passes over a start that went in the meantime", () => {
  using folder = new TestFolder();
  for (const number of [1, 2]) leave(folder, handOver(number));
  const found = leftStarts(folder.path);
  found.next();
  Deno.removeSync(join(folder.path, "starts"), { recursive: true });
  assertEquals(Array.from(found), []);
  assertEquals(folder.files(), []);
});
