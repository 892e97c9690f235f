/** Offering events from a thread of its own. */
import type { Offered, OfferOptions } from "./offer.ts";
import type { OfferMessage } from "./offer_worker.ts";

export type { Offered, OfferOptions } from "./offer.ts";
export type { LatencySummary } from "./latencies.ts";

/** What `offer` needs: the calls of Linux, in glibc. */
export const CAN_OFFER = Deno.build.os === "linux";

/** @throws {Error} where an answer is neither a stored event's nor a refusal, or does not come */
export function offerEvents(options: OfferOptions): Promise<Offered> {
  const url = new URL("./offer_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module", name: "offer" });
  return new Promise<Offered>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<OfferMessage>) => {
      if ("offered" in data) resolve(data.offered);
      else reject(new Error(data.problem));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(options);
  }).finally(() => worker.terminate());
}
