/** Lines to be counted by the engine, for tests. */
import { ColumnEngine, type EngineOptions } from "../columns/mod.ts";
import type { SegmentView } from "../journal/segment.ts";
import { type CountResult, parseCountQuery } from "../query/mod.ts";

/** The time of all tests' questions. */
export const NOW = new Date("2026-11-23T12:00:00.000Z");
const encoder = new TextEncoder();

/** A question, with ages counted from `NOW`. */
export function parse(question: string) {
  return parseCountQuery(new URLSearchParams(question), { now: NOW });
}

/** Segments in a folder of their own, and an engine over them. */
export class EngineBench implements Disposable {
  readonly directory = Deno.makeTempDirSync();
  readonly engine: ColumnEngine;
  readonly #sizes = new Map<string, number>();

  constructor(options?: EngineOptions) {
    this.engine = new ColumnEngine(options);
  }

  append(name: string, text: string | Uint8Array): void {
    const bytes = typeof text === "string" ? encoder.encode(text) : text;
    const path = `${this.directory}/${name}.jsonl`;
    Deno.writeFileSync(path, bytes, { append: true });
    this.#sizes.set(path, (this.#sizes.get(path) ?? 0) + bytes.length);
  }

  get views(): SegmentView[] {
    return Array.from(
      this.#sizes,
      ([path, sizeBytes]) => ({ path, sizeBytes }),
    ).sort((a, b) => a.path < b.path ? -1 : 1);
  }

  count(question: string): CountResult {
    const result = this.engine.count(parse(question), this.views);
    return { ...result, elapsed_ms: 0 };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}
