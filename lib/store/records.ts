/** The most recent records that match, read from the segments' ends. */
import type { SegmentView } from "../journal/segment.ts";
import { linesBackward } from "../journal/read_backward.ts";
import { parseRecord, recordTest } from "../query/mod.ts";
import type { Answers, Question } from "./query_protocol.ts";

/** The newest first, each as its own text. */
export async function findRecords(
  { query, views, maxCharacters }: Extract<Question, { kind: "records" }>,
): Promise<Answers["records"]> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const isWanted = recordTest(query);
  const found: string[] = [];
  let characters = 0;
  for (const view of views.toReversed()) {
    for await (const lines of linesIfThere(view)) {
      for (const bytes of lines) {
        const line = decoder.decode(bytes);
        const record = parseRecord(line);
        if (record === undefined || !isWanted(record)) continue;
        characters += line.length;
        if (found.length > 0 && characters > maxCharacters) return found;
        found.push(line);
        if (found.length === query.limit) return found;
      }
    }
  }
  return found;
}

/** A segment that somebody took away has no lines; the next listing will not have it either. */
async function* linesIfThere(view: SegmentView): AsyncGenerator<Uint8Array[]> {
  try {
    yield* linesBackward(view);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
