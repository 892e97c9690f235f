/** Which format an answer takes. */
import { accepts } from "@std/http";

/** The formats of answers. */
export type Format = "json" | "html" | "csv" | "ndjson" | "md" | "svg";

/** The media types of the formats. */
export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: "application/json",
  html: "text/html",
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  md: "text/markdown",
  svg: "image/svg+xml",
};

/**
 * The format that the request's `Accept` header likes best: the first of `offered` where it
 * says nothing, or likes none of them.
 */
export function negotiate<F extends Format>(
  request: Request,
  offered: readonly [F, ...F[]],
): F {
  const types = offered.map((format) => MEDIA_TYPES[format]);
  const liked = accepts(request, ...types);
  return offered[types.indexOf(liked ?? "")] ?? offered[0];
}
