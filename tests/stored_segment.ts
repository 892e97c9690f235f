/** A segment of more than a block, and what a server stores of it. */
import { join } from "@std/path";
import { eventually } from "../lib/testing/eventually.ts";

/** Lines of the segment: more than a block has. */
export const LINES = 70_000;
/** Two columns to be stored. */
export const QUESTION = "group_by=user,n&distinct=n";
const STORING_TIMEOUT_MS = 60_000;

/** A block and some lines more, of a day that is over. */
export function writeSegment(folder: string): string {
  const path = join(folder, "2026-11-20.jsonl");
  let text = "";
  for (let row = 0; row < LINES; row++) {
    text += `{"uuid":"u${row}","user":"${"abc"[row % 3]}","n":${row % 2},` +
      `"server_time":"2026-11-20T10:20:30.400Z"}\n`;
  }
  Deno.writeTextFileSync(path, text);
  return path;
}

/** Spoils lines in the middle; nothing that can be seen without reading them tells of it. */
export function spoil(path: string): void {
  const { mtime } = Deno.statSync(path);
  using file = Deno.openSync(path, { write: true });
  file.seekSync(1_000_000, Deno.SeekMode.Start);
  file.writeSync(new TextEncoder().encode("x".repeat(100_000)));
  Deno.utimeSync(path, mtime!, mtime!);
}

/** Asks a server about the segment. */
export async function count(origin: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${origin}/v1/count?${QUESTION}&format=json`);
  return { ...await response.json(), elapsed_ms: 0 };
}

/** Of stored columns: of one block, one for each field. */
export function storedFiles(folder: string): string[] {
  const columns = join(folder, "cache", "columns");
  try {
    return Array.from(Deno.readDirSync(columns))
      .flatMap(({ name }) => Array.from(Deno.readDirSync(join(columns, name))))
      .map(({ name }) => name).sort();
  } catch {
    return [];
  }
}

/** Resolves when a block and two columns are stored. */
export async function stored(folder: string): Promise<void> {
  const isStored = (names: readonly string[]) =>
    names.length === 3 && !names.some((name) => name.endsWith(".unfinished"));
  const options = { patienceMs: STORING_TIMEOUT_MS };
  await eventually(() => storedFiles(folder), isStored, options);
}
