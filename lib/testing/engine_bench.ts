/** Lines to be counted by the engine, for tests. */
import { ColumnEngine, type EngineOptions } from "../columns/mod.ts";
import { type SegmentView, sortedSegments } from "../journal/segment.ts";
import { parseCountQuery, parseRecordsQuery } from "../query/mod.ts";
import { writeCompressed } from "./compressed.ts";
import { listed, type ListedResult } from "./listed.ts";

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

  /** Compresses a segment, as this server does or as other programs do. */
  compress(name: string, kind: "seekable" | "foreign"): void {
    const path = `${this.directory}/${name}.jsonl`;
    const compressed = writeCompressed(path, kind);
    Deno.removeSync(path);
    this.#sizes.delete(path);
    this.#sizes.set(compressed, Deno.statSync(compressed).size);
  }

  get views(): SegmentView[] {
    return sortedSegments([...this.#sizes.keys()])
      .map((path) => ({ path, sizeBytes: this.#sizes.get(path)! }));
  }

  count(question: string, views = this.views): ListedResult {
    const result = listed(this.engine.count(parse(question), views));
    return { ...result, elapsed_ms: 0 };
  }

  records(question: string, maxCharacters = Infinity): readonly string[] {
    const query = parseRecordsQuery(new URLSearchParams(question), {
      now: NOW,
    });
    return this.engine.records(query, this.views, { maxCharacters });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}
