/** The routes, in one table: the router, the 404 answer and the pages read it. */
import type { Right } from "../access/mod.ts";
import type { HttpContext } from "./context.ts";
import { count } from "./count.ts";
import { download } from "./download.ts";
import { fields } from "./fields.ts";
import { ingestBatch, ingestOne } from "./ingest.ts";
import { records } from "./records.ts";
import { health, home, meta, stylesheet } from "./service.ts";
import { snapshot } from "./snapshot.ts";
import { signIn, signInForm, signOut } from "./sign_in.ts";

/** One route. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly summary: string;
  /** What a caller needs to have; `undefined` for what everyone may do, wherever it listens. */
  readonly right: Right | undefined;
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
    right: "read",
    handle: home,
  },
  {
    method: "POST",
    path: "/v1/on_import",
    summary: "Stores one event",
    right: "write",
    handle: ingestOne,
  },
  {
    method: "POST",
    path: "/v1/events",
    summary: "Stores a batch: JSON Lines or a JSON list",
    right: "write",
    handle: ingestBatch,
  },
  {
    method: "GET",
    path: "/v1/count",
    summary: "Counts and groups",
    right: "read",
    handle: count,
  },
  {
    method: "GET",
    path: "/v1/fields",
    summary: "The paths that records have, and their most common values",
    right: "read",
    handle: fields,
  },
  {
    method: "GET",
    path: "/v1/records",
    summary: "The most recent matching records",
    right: "read",
    handle: records,
  },
  {
    method: "GET",
    path: "/v1/download/import",
    summary: "All events as JSON Lines",
    right: "read",
    handle: download,
  },
  {
    method: "GET",
    path: "/v1/snapshot",
    summary: "A backup: a folder to start a server on, as a tar",
    right: "admin",
    handle: snapshot,
  },
  {
    method: "GET",
    path: "/v1/meta",
    summary: "Version, figures and routes",
    right: "read",
    handle: meta,
  },
  {
    method: "GET",
    path: "/healthz",
    summary: "Whether events are stored",
    right: undefined,
    handle: health,
  },
  {
    method: "GET",
    path: "/style.css",
    summary: "The pages' style",
    right: undefined,
    handle: stylesheet,
  },
  {
    method: "GET",
    path: "/sign-in",
    summary: "Where browsers sign in with a token",
    right: undefined,
    handle: signInForm,
  },
  {
    method: "POST",
    path: "/sign-in",
    summary: "Signs a browser in",
    right: undefined,
    handle: signIn,
  },
  {
    method: "POST",
    path: "/sign-out",
    summary: "Signs a browser out",
    right: undefined,
    handle: signOut,
  },
];
