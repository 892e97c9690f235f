/** Offers one load and says what became of it: the calls of `offer` wait, and stop their thread. */
/// <reference lib="deno.worker" />
import { messageOf } from "../../../lib/error.ts";
import { offer, type Offered, type OfferOptions } from "./offer.ts";

/** What comes back from the thread. */
export type OfferMessage = { readonly offered: Offered } | {
  readonly problem: string;
};

self.onmessage = ({ data }: MessageEvent<OfferOptions>) => {
  self.postMessage(outcomeOf(data));
};

function outcomeOf(options: OfferOptions): OfferMessage {
  try {
    return { offered: offer(options) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
