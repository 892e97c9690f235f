/** Stored columns that something has damaged. */
import { parse } from "../../lib/testing/engine_bench.ts";
import type { Random } from "../../lib/testing/random.ts";
import { referenceCount } from "../../lib/testing/reference_count.ts";
import { StoredBench } from "../../lib/testing/stored_bench.ts";
import { EVENTS, JSON_TOKENS } from "./corpus.ts";
import { mutate } from "./mutate.ts";
import { Finding, type Target, type TargetKind } from "./target.ts";

const QUESTIONS = [
  "group_by=username",
  "group_by=n&where=username=alice",
  "group_by=@python&distinct=n",
] as const;

/** The target. */
export const columnFiles: TargetKind = {
  name: "column files",
  share: 0.02,
  inputsPerTarget: 5000,
  concurrency: 1,
  open: () => Promise.resolve(new ColumnFiles()),
};

class ColumnFiles implements Target {
  readonly #bench = new StoredBench({ settledRows: 1 });
  readonly #expected: readonly string[];
  readonly #files: readonly [path: string, bytes: Uint8Array][];

  constructor() {
    const lines = Array.from(
      { length: 40 },
      (_, row) => EVENTS[row % EVENTS.length]!.replace(/}$/, `,"n":${row}}`),
    );
    for (const day of ["2026-11-21", "2026-11-22"]) {
      this.#bench.append(day, `${lines.join("\n")}\n`);
    }
    this.#bench.isSealed = true;
    for (const question of QUESTIONS) this.#bench.count(question);
    this.#bench.store();
    this.#files = this.#bench.storedFiles
      .map((path) => [path, Deno.readFileSync(path)]);
    this.#expected = QUESTIONS.map((question) =>
      JSON.stringify(referenceCount(parse(question), this.#bench.lines))
    );
  }

  feed(random: Random): Promise<void> {
    const [path, bytes] = this.#files[random.below(this.#files.length)]!;
    Deno.writeFileSync(path, mutate(random, bytes, JSON_TOKENS));
    this.#bench.restart();
    const index = random.below(QUESTIONS.length);
    const answer = JSON.stringify(this.#bench.count(QUESTIONS[index]!));
    Deno.writeFileSync(path, bytes);
    if (answer !== this.#expected[index]) {
      throw new Finding(`answers ${answer}, expected ${this.#expected[index]}`);
    }
    return Promise.resolve();
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#bench[Symbol.dispose]();
    return Promise.resolve();
  }
}
