/** What a journal really holds, after a benchmark. */
import { join } from "@std/path";
import { lines } from "../scripts/build/lines.ts";

const UUID = /"uuid": ?"([^"]+)"/;

/**
 * Counts the lines of a journal's segments.
 *
 * @throws {Error} where a uuid is there twice, or a line has none
 */
export async function countJournalLines(folder: string): Promise<number> {
  const uuids = new Set<string>();
  for await (const entry of Deno.readDir(folder)) {
    if (!entry.name.endsWith(".jsonl")) continue;
    using file = await Deno.open(join(folder, entry.name));
    for await (const line of lines(file.readable)) {
      const uuid = UUID.exec(line)?.[1];
      if (uuid === undefined || uuids.has(uuid)) {
        throw new Error(
          `Cannot trust the journal: not one event, once: ${line}`,
        );
      }
      uuids.add(uuid);
    }
  }
  return uuids.size;
}
