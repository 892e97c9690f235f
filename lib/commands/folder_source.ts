/** Counts out of a journal's folder, read here and now. */
import { join } from "@std/path";
import { countText } from "../http/count_text.ts";
import { suggestionsOf } from "../http/suggestions.ts";
import { parseCountQuery, unpackResult } from "../query/mod.ts";
import { QueryThread } from "../store/query_thread.ts";
import { wholeLines } from "../store/whole_lines.ts";
import type { CountSource } from "./count_source.ts";

/** @throws {Error} where the folder cannot be read */
export function folderSource(directory: string, now: Date): CountSource {
  const views = wholeLines(directory);
  const bytes = views.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    waiting: `Reading ${Math.ceil(bytes / 1e6).toLocaleString("en")} MB`,
    async ask(params, report) {
      const query = parseCountQuery(params, { now });
      // The folder may be a running server's: what that has stored is read, and nothing written.
      const stored = {
        cacheDirectory: join(directory, "cache"),
        budgetBytes: 0,
      };
      using thread = new QueryThread({ stored }, { directory });
      const { result: packed } = await thread.ask(
        { kind: "count", query, views },
        ({ doneBytes, totalBytes }) => report(doneBytes / totalBytes),
      );
      const result = unpackResult(packed);
      const { format } = query;
      if (format === undefined) return { result };
      const suggestions = format === "html"
        ? await suggestionsOf({
          suggestions: () => thread.ask({ kind: "suggestions", views }),
        })
        : undefined;
      const pieces = countText(result, { format, params, suggestions });
      const text = [...pieces].join("");
      return { body: new TextEncoder().encode(text) };
    },
  };
}
