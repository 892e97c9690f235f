import { assertEquals, assertRejects } from "@std/assert";
import { FileLock, type LockableFile, NoLockError } from "./file_lock.ts";

/** A file to lock, and how often its lock was asked for. */
class TestLock implements Disposable {
  readonly #path = Deno.makeTempFileSync();
  asked = 0;

  open(): Deno.FsFile {
    return Deno.openSync(this.#path, { write: true });
  }

  /** The use of a runtime that cannot ask without waiting. */
  process(): FileLock<LockableFile> {
    return new FileLock(() => {
      const file = this.open();
      return {
        lock: (exclusive) => (this.asked++, file.lock(exclusive)),
        close: () => file.close(),
      };
    });
  }

  /** Whether anybody else can take it within a moment. */
  async isFree(): Promise<boolean> {
    const file = await new FileLock(() => this.open()).take(5000);
    file?.close();
    return file !== undefined;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#path);
  }
}

for (const cannotAsk of [true, false]) {
  const runtime = cannotAsk ? "2.6" : "this one";
  Deno.test(`FileLock.take() on a runtime such as ${runtime} takes a lock when it is free, and not before`, async () => {
    using test = new TestLock();
    const [one, other] = cannotAsk
      ? [test.process(), test.process()]
      : [new FileLock(() => test.open()), new FileLock(() => test.open())];
    const file = (await one.take(0))!;
    assertEquals(await other.take(0), undefined);
    const later = other.take(20_000);
    file.close();
    const second = (await later)!;
    assertEquals(await one.take(0), undefined);
    second.close();
    assertEquals(await test.isFree(), true);
  });
}

Deno.test("FileLock.take() asks once however often it comes to nothing, and gives back what nobody waits for", async () => {
  using test = new TestLock();
  const held = test.open();
  await held.lock(true);
  const lock = test.process();
  for (let time = 0; time < 3; time++) {
    assertEquals(await lock.take(0), undefined);
  }
  assertEquals(test.asked, 1);
  held.close();
  assertEquals(await test.isFree(), true);
  const file = (await lock.take(20_000))!;
  assertEquals(test.asked, 2);
  file.close();
});

for (const method of ["lock", "tryLock"] as const) {
  Deno.test(`FileLock.take() says why the system has no lock, and leaves no file open (${method})`, async () => {
    let closed = 0;
    const lock = new FileLock<LockableFile>(() => ({
      lock: () => Promise.reject(new Error("No locks available")),
      ...method === "tryLock"
        ? { tryLock: () => Promise.reject(new Error("No locks available")) }
        : {},
      close: () => closed++,
    }));
    for (let time = 1; time <= 2; time++) {
      await assertRejects(
        () => lock.take(0),
        NoLockError,
        "No locks available",
      );
      assertEquals(closed, time);
    }
  });
}
