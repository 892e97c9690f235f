import { assertEquals } from "@std/assert";
import { FileLock, type LockableFile } from "./file_lock.ts";

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

Deno.test("FileLock.take() where the system has no locks comes to nothing, and leaves no file open", async () => {
  let closed = 0;
  const lock = new FileLock<LockableFile>(() => ({
    lock: () => Promise.reject(new Error("no locks")),
    close: () => closed++,
  }));
  assertEquals([await lock.take(0), await lock.take(0)], [
    undefined,
    undefined,
  ]);
  assertEquals(closed, 2);
});
