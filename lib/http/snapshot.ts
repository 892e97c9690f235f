/** `GET /v1/snapshot`: a backup of what is stored, while events go on to come. */
import type { HttpContext } from "./context.ts";

export async function snapshot(
  _request: Request,
  { store, clock, report }: HttpContext,
): Promise<Response> {
  // 2026-11-24T17-11-36Z: no colons, which Windows has in no name.
  const time = clock().toISOString().replace(/\.\d+/, "").replaceAll(":", "-");
  return new Response(await store.snapshot({ report }), {
    headers: {
      "content-type": "application/x-tar",
      "content-disposition": `attachment; filename="pyanalytics-${time}.tar"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
