/** Segments and an engine that stores its columns, with all that can happen to both, for tests. */
import { join } from "@std/path";
import { ColumnEngine, type EngineOptions } from "../columns/mod.ts";
import {
  appendedView,
  listSegments,
  type SegmentView,
} from "../journal/segment.ts";
import { parse } from "./engine_bench.ts";
import { listed, type ListedResult } from "./listed.ts";

/** How an engine is made. */
export type BenchOptions = Omit<EngineOptions, "stored"> & {
  readonly diskBudgetBytes?: number;
  /** From so many rows on a block is stored. */
  readonly settledRows?: number;
};

const DEFAULT_DISK_BUDGET_BYTES = 1024 * 1024 * 1024;

/** A folder with segments and a cache, and an engine over them. */
export class StoredBench implements Disposable {
  readonly directory = Deno.makeTempDirSync();
  /** Whether the last segment is listed as one that nobody appends to. */
  isSealed = false;
  readonly #texts = new Map<string, string>();
  readonly #options: BenchOptions;
  #engine: ColumnEngine;

  constructor(options: BenchOptions = {}) {
    this.#options = options;
    this.#engine = this.#start(options);
  }

  /** Every line, oldest first. */
  get lines(): string[] {
    return [...this.#texts].sort(([a], [b]) => a < b ? -1 : 1)
      .flatMap(([, text]) => text.split("\n").slice(0, -1));
  }

  get views(): SegmentView[] {
    const views = listSegments(this.directory);
    return this.isSealed
      ? views
      : views.map((view) => appendedView(view, { ...view, foreignChanges: 0 }));
  }

  append(name: string, text: string): void {
    Deno.writeTextFileSync(this.#pathOf(name), text, { append: true });
    this.#texts.set(name, (this.#texts.get(name) ?? "") + text);
  }

  /** Puts another file in a segment's place. */
  replace(name: string, changed: (text: string) => string): void {
    const text = changed(this.#texts.get(name) ?? "");
    const other = join(this.directory, "other");
    Deno.writeTextFileSync(other, text);
    Deno.renameSync(other, this.#pathOf(name));
    this.#texts.set(name, text);
  }

  remove(name: string): void {
    if (!this.#texts.delete(name)) return;
    Deno.removeSync(this.#pathOf(name));
  }

  /** Another process takes over. */
  restart(options: BenchOptions = this.#options): void {
    this.#engine = this.#start(options);
  }

  count(question: string): ListedResult {
    const result = listed(this.#engine.count(parse(question), this.views));
    return { ...result, elapsed_ms: 0 };
  }

  /** Stores so many pieces, or all. @returns how many there were */
  store(pieces = Infinity): number {
    let stored = 0;
    while (stored < pieces && this.#engine.storeSome()) stored++;
    return stored;
  }

  /** The files of stored columns, in the order of their paths. */
  get storedFiles(): string[] {
    return filesUnder(join(this.directory, "cache")).sort();
  }

  #pathOf(name: string): string {
    return join(this.directory, `${name}.jsonl`);
  }

  #start(
    {
      diskBudgetBytes = DEFAULT_DISK_BUDGET_BYTES,
      settledRows,
      ...options
    }: BenchOptions,
  ): ColumnEngine {
    const cacheDirectory = join(this.directory, "cache");
    const stored = { cacheDirectory, budgetBytes: diskBudgetBytes };
    return new ColumnEngine({
      ...options,
      stored: settledRows === undefined ? stored : { ...stored, settledRows },
    });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

function filesUnder(directory: string): string[] {
  try {
    return Array.from(Deno.readDirSync(directory)).flatMap((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory ? filesUnder(path) : [path];
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
