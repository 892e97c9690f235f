import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { TestFolder, uuidOf } from "./fixtures.ts";
import { Queue } from "./queue.ts";

const ROOMY = { maxEvents: 100, maxBytes: 1e6, maxAgeMs: 1e6 };

class TestQueue extends TestFolder {
  readonly queue: Queue = new Queue({
    folder: join(this.path, "server"),
    temporaryFolder: join(this.path, "tmp"),
  });

  add(number: number, text?: string): void {
    const uuid = uuidOf(number);
    text ??= JSON.stringify({ uuid });
    this.queue.add({ uuid, atMs: number, text });
  }

  numbers(): number[] {
    return (this.queue.list()).map(({ atMs }) => atMs);
  }

  plant(name: string, text: string): void {
    Deno.writeTextFileSync(join(this.path, "server", "events", name), text);
  }
}

Deno.test("Queue.list() has what was added, the oldest first, each once", () => {
  using test = new TestQueue();
  for (const number of [3, 1, 2, 1]) test.add(number);
  assertEquals(test.numbers(), [1, 2, 3]);
  assertEquals(test.files().filter((name) => name.startsWith("tmp")), []);
});

Deno.test("Queue.add() lets nobody else read the event", {
  ignore: Deno.build.os === "windows",
}, () => {
  using test = new TestQueue();
  test.add(1);
  for (const path of ["server", "server/events", test.files()[0]!]) {
    const { mode } = Deno.statSync(join(test.path, path));
    assertEquals(mode! & 0o077, 0, path);
  }
});

Deno.test("Queue.add() leaves nothing behind where it fails", () => {
  using test = new TestQueue();
  Deno.mkdirSync(join(test.path, "server"));
  Deno.writeTextFileSync(join(test.path, "server", "events"), "a file");
  assertThrows(() => test.add(1));
  assertEquals(test.files(), ["server/events"]);
});

Deno.test("Queue.list() moves aside what is no event, links and folders too", () => {
  using test = new TestQueue();
  test.add(1);
  test.plant("notes.txt", "mine");
  test.plant(".hidden", "");
  const events = join(test.path, "server", "events");
  Deno.mkdirSync(join(events, "folder"));
  if (Deno.build.os !== "windows") {
    Deno.symlinkSync(
      "/etc/passwd",
      join(events, `000000000000002-${uuidOf(2)}.0.json`),
    );
  }
  assertEquals(test.numbers(), [1]);
  const left = Array.from(Deno.readDirSync(events), ({ name }) => name);
  assertEquals(left, [`000000000000001-${uuidOf(1)}.0.json`]);
  const { aside } = test.queue.survey();
  assertEquals(aside.count, Deno.build.os === "windows" ? 3 : 4);
});

for (
  const [name, text] of [
    ["half an event", `{"uuid":"${uuidOf(1)}","python":{`],
    ["nothing, as after a loss of power", ""],
    ["another event", JSON.stringify({ uuid: uuidOf(7) })],
    ["more than any event has", `{"x":"${"x".repeat(1024 * 1024)}"}`],
  ] as const
) {
  Deno.test(`Queue.read() moves aside a file that holds ${name}`, () => {
    using test = new TestQueue();
    test.add(1, text);
    test.add(2);
    const [first, second] = test.queue.list();
    assertEquals(test.queue.read(first!), undefined);
    assertEquals((test.queue.read(second!))?.file.atMs, 2);
    assertEquals(test.numbers(), [2]);
    assertEquals(test.queue.survey().aside.count, 1);
  });
}

Deno.test("Queue.read() passes over an event that went in the meantime", () => {
  using test = new TestQueue();
  test.add(1);
  const [file] = test.queue.list();
  test.queue.remove(file!);
  test.queue.remove(file!);
  assertEquals(test.queue.read(file!), undefined);
  assertEquals(test.queue.survey().aside.count, 0);
});

interface Trouble {
  readonly name: string;
  readonly make: (path: string) => void;
  readonly says: string;
}

/** These no user can read, whatever his rights. */
const TROUBLES: Trouble[] = [
  {
    name: "has become a folder",
    make: (path) => Deno.mkdirSync(path),
    says: "is no file",
  },
  {
    name: "has become a link to itself",
    make: (path) => Deno.symlinkSync(path, path),
    says: "os error",
  },
];

for (const { name, make, says } of TROUBLES) {
  Deno.test({
    name: `Queue.read() leaves an event where it is that ${name}, and says why`,
    ignore: Deno.build.os === "windows",
    fn: () => {
      using test = new TestQueue();
      test.add(1);
      const [file] = test.queue.list();
      const path = join(test.path, test.files()[0]!);
      Deno.removeSync(path);
      make(path);
      assertThrows(() => test.queue.read(file!), Error, says);
      assert(Deno.lstatSync(path));
      assertEquals(test.queue.survey().aside.count, 0);
    },
  });
}

Deno.test("Queue.countAttempt() is seen by the next process", () => {
  using test = new TestQueue();
  test.add(1);
  test.queue.countAttempt((test.queue.list())[0]!);
  const [file] = test.queue.list();
  const { text } = (test.queue.read(file!))!;
  assertEquals(JSON.parse(text).client.sent_attempts, 2);
});

Deno.test("Queue.trim() drops the oldest beyond the bounds, and tells how many", () => {
  using test = new TestQueue();
  for (const number of [1, 2, 3, 4]) test.add(number);
  assertEquals(test.queue.trim(ROOMY, 5), 0);
  assertEquals(test.queue.trim({ ...ROOMY, maxEvents: 3 }, 5), 1);
  assertEquals(test.queue.trim({ ...ROOMY, maxBytes: 100 }, 5), 1);
  assertEquals(test.queue.trim({ ...ROOMY, maxAgeMs: 1 }, 5), 1);
  assertEquals(test.numbers(), [4]);
});

Deno.test("Queue.takeBack() has what was moved aside sent again, but no strangers", () => {
  using test = new TestQueue();
  for (const number of [1, 2]) test.add(number);
  test.plant("notes.txt", "mine");
  const [file] = test.queue.list();
  test.queue.setAside(file!);
  assertEquals(test.queue.takeBack(), 1);
  assertEquals(test.numbers(), [1, 2]);
  assertEquals(test.queue.survey().aside.count, 1);
});
