import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { ServiceError } from "../error.ts";
import { readEvent, runOf } from "../event/mod.ts";
import { turn } from "../testing/journal_bench.ts";
import { PowerLossDisk } from "../testing/power_loss.ts";
import { Random } from "../testing/random.ts";
import { makeDirectory, realFileSystem } from "./file_system.ts";
import { type OpenedJournal, openJournal } from "./mod.ts";

const SCHEDULES = Number(Deno.env.get("POWER_LOSS_SCHEDULES") ?? 1000);
const FIRST_SEED = 1;

const MIDNIGHT = Date.parse("2026-11-24T00:00:00.000Z");

/** Servers that follow each other on one folder, each ended in its own way. */
class Lives implements Disposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });
  readonly acknowledged = new Set<string>();
  readonly #random: Random;
  readonly #disk: PowerLossDisk;
  #uuids = 0;
  #now = MIDNIGHT;

  constructor(seed: number) {
    const random = this.#random = new Random(seed);
    const beforeSync = () => turn(random.below(5));
    this.#disk = new PowerLossDisk({ random, beforeSync });
  }

  async live(): Promise<void> {
    const opened = await this.#open();
    const requests: Promise<unknown>[] = [];
    for (let step = this.#random.below(12); step > 0; step--) {
      this.#now += this.#random.pick([0, 1, 1, -3, 5]);
      requests.push(this.#post(opened.journal));
      await turn(this.#random.below(3));
    }
    const end = this.#random.pick(["power", "power", "kill", "stop"]);
    if (end === "stop") await opened.journal.close();
    else if (end === "kill") this.#disk.kill();
    else this.#disk.losePower();
    // A process that has ended fails whatever it still tries, and lets go of its files.
    await opened.journal.close().catch(() => {});
    opened.lock[Symbol.dispose]();
    await Promise.all(requests);
  }

  /** The uuids in all segments; each line must be whole. */
  async stored(): Promise<string[]> {
    const { journal, lock } = await this.#open();
    const uuids = journal.segments()
      .flatMap(({ path }) =>
        Deno.readTextFileSync(path).split("\n").slice(0, -1)
      )
      .map((line) => JSON.parse(line).uuid as string);
    await journal.close();
    lock[Symbol.dispose]();
    return uuids;
  }

  /** Posts some new events, and some that may be there already. */
  #post(journal: OpenedJournal["journal"]): Promise<unknown> {
    const uuids = Array.from(
      { length: 1 + this.#random.below(3) },
      () =>
        String(
          this.#random.isWithin(0.3)
            ? this.#random.below(this.#uuids + 1)
            : ++this.#uuids,
        ),
    );
    const events = uuids.map((uuid) =>
      readEvent(new TextEncoder().encode(`{"uuid":"${uuid}"}`))
    );
    const parts = this.#random.isWithin(0.5) ? [runOf(events)] : events;
    return journal.append(parts).then(
      () => uuids.forEach((uuid) => this.acknowledged.add(uuid)),
      (error) => {
        if (!(error instanceof ServiceError)) throw error;
      },
    );
  }

  #open(): Promise<OpenedJournal> {
    return openJournal({
      directory: this.directory,
      sync: "disk",
      uuidWindow: 1000,
      host: "box",
      report: () => {},
      clock: () => new Date(this.#now),
      fileSystem: this.#disk.process(),
    });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

Deno.test(`${SCHEDULES} schedules of writes, kills and losses of power keep every acknowledged event, once`, async () => {
  let acknowledged = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
    using lives = new Lives(seed);
    for (let life = 0; life < 4; life++) await lives.live();
    const stored = await lives.stored();
    const once = new Set(stored);
    const lost = [...lives.acknowledged].filter((uuid) => !once.has(uuid));
    assertEquals(
      { seed, lost, twice: stored.length - once.size },
      { seed, lost: [], twice: 0 },
    );
    acknowledged += lives.acknowledged.size;
  }
  // Else nothing was put to the test.
  assertEquals(acknowledged > SCHEDULES, true, `${acknowledged} acknowledged`);
});

Deno.test("makeDirectory() makes the entries of all new folders durable, the uppermost first", () => {
  const top = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });
  try {
    const synced: string[] = [];
    const fileSystem = {
      ...realFileSystem,
      syncDirectory: (path: string) => void synced.push(path),
    };
    makeDirectory(fileSystem, join(top, "a", "b"));
    makeDirectory(fileSystem, join(top, "a", "b"));
    assertEquals(synced, [top, join(top, "a")]);
  } finally {
    Deno.removeSync(top, { recursive: true });
  }
});
