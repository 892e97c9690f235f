/** The routes, in one table: the router, the 404 answer and the pages read it. */
import type { HttpContext } from "./context.ts";
import { count } from "./count.ts";
import { download } from "./download.ts";
import { fields } from "./fields.ts";
import { ingestBatch, ingestOne } from "./ingest.ts";
import { records } from "./records.ts";
import { health, home, meta, stylesheet } from "./service.ts";

/** One route. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly summary: string;
  readonly handle: (
    request: Request,
    context: HttpContext,
  ) => Response | Promise<Response>;
}

/** Every route there is. */
export const ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/",
    summary: "A page with the links and a form",
    handle: home,
  },
  {
    method: "POST",
    path: "/v1/on_import",
    summary: "Stores one event",
    handle: ingestOne,
  },
  {
    method: "POST",
    path: "/v1/events",
    summary: "Stores a batch: JSON Lines or a JSON list",
    handle: ingestBatch,
  },
  {
    method: "GET",
    path: "/v1/count",
    summary: "Counts and groups",
    handle: count,
  },
  {
    method: "GET",
    path: "/v1/fields",
    summary: "The paths that records have, and their most common values",
    handle: fields,
  },
  {
    method: "GET",
    path: "/v1/records",
    summary: "The most recent matching records",
    handle: records,
  },
  {
    method: "GET",
    path: "/v1/download/import",
    summary: "All events as JSON Lines",
    handle: download,
  },
  {
    method: "GET",
    path: "/v1/meta",
    summary: "Version, figures and routes",
    handle: meta,
  },
  {
    method: "GET",
    path: "/healthz",
    summary: "Whether events are stored",
    handle: health,
  },
  {
    method: "GET",
    path: "/style.css",
    summary: "The pages' style",
    handle: stylesheet,
  },
];
