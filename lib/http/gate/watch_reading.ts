/** Answers that tell when they wait for their reader. */

/** Told of each part of an answer. */
export interface Reading {
  /** A part is there, and waits to be taken. */
  offered(): void;
  /** The part that waited is taken, or nobody wants it any more. */
  taken(): void;
}

/** So that a long text is taken bit by bit: what is held at once shows no progress. */
const PART_BYTES = 64 * 1024;

/**
 * The same answer, in parts that are told of; it goes out without `Content-Length`. What has no body
 * stays as it is.
 */
export function watchReading(response: Response, reading: Reading): Response {
  const { body } = response;
  return body === null
    ? response
    : new Response(watched(body, reading), response);
}

function watched(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  reading: Reading,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array();
  let isOffered = false;
  const taken = () => {
    if (isOffered) reading.taken();
    isOffered = false;
  };
  return new ReadableStream({
    async pull(controller) {
      taken();
      while (rest.length === 0) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        rest = value;
      }
      controller.enqueue(rest.subarray(0, PART_BYTES));
      rest = rest.subarray(PART_BYTES);
      isOffered = true;
      reading.offered();
    },
    async cancel(reason) {
      taken();
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
