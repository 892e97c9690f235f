/** `GET /v1/download/import`: every acknowledged event, oldest first, as it is stored. */
import type { HttpContext } from "./context.ts";

export async function download(
  _request: Request,
  { store }: HttpContext,
): Promise<Response> {
  const { sizeBytes, stream } = await store.exportLines();
  return new Response(stream, {
    headers: {
      "content-type": "application/x-ndjson",
      ...(sizeBytes === undefined ? {} : { "content-length": `${sizeBytes}` }),
      "content-disposition": `attachment; filename="import.jsonl"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
