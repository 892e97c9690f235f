/** A count, written out in one of the formats. */
import {
  type CountQuery,
  type CountResult,
  countResultJson,
  type Suggestions,
} from "../query/mod.ts";
import { countChart } from "../web/chart/mod.ts";
import { countPage } from "../web/count_page.ts";
import { countTitle } from "../web/count_title.ts";
import { countCsv, countNdjson } from "./count_formats.ts";
import { countMarkdown } from "./count_markdown.ts";

/** The formats of counts. */
export type CountFormat = NonNullable<CountQuery["format"]>;

/** What the text is made of besides the result. */
export interface CountTextOptions {
  readonly format: CountFormat;
  /** The question, as it was asked. */
  readonly params: URLSearchParams;
  /** What the form of a page offers. */
  readonly suggestions?: Suggestions | undefined;
}

/** The body of an answer of `/v1/count`, in pieces that are made one after the other. */
export function countText(
  result: CountResult,
  { format, params, suggestions }: CountTextOptions,
): Iterable<string> {
  switch (format) {
    case "html":
      return [countPage(params, result, suggestions)];
    case "csv":
      return countCsv(result);
    case "ndjson":
      return countNdjson(result);
    case "md":
      return countMarkdown(result);
    case "svg":
      return [countChart(countTitle(params), result)];
    case "json":
      return [countResultJson(result), "\n"];
  }
}
