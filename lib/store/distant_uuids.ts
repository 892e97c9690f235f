/** The uuids of segments, as another thread reads them. */
import type { UuidList } from "../event/mod.ts";
import { latestUuids } from "../journal/latest_uuids.ts";
import type { SegmentView } from "../journal/segment.ts";
import type { NextUuidsMessage, UuidsMessage } from "./query_protocol.ts";

/** So many lists may wait while this thread does something else. */
const LISTS_AHEAD = 16;

/** Lists of uuids, each good until the next one is asked for. */
export class DistantUuids implements AsyncIterable<UuidList> {
  readonly #segments: readonly SegmentView[];
  readonly #port: MessagePort;
  /** What has been asked for: all of it, and what of it was not said yet. */
  readonly #coming: Promise<UuidsMessage>[] = [];
  readonly #unsaid: PromiseWithResolvers<UuidsMessage>[] = [];
  #isGone = false;

  /** Asks for the first ones. @param port at whose other end `serveUuids` is */
  constructor(
    segments: readonly SegmentView[],
    port: MessagePort,
    { listsAhead = LISTS_AHEAD } = {},
  ) {
    this.#segments = segments;
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<UuidsMessage>) =>
      this.#unsaid.shift()?.resolve(data);
    for (let list = 0; list < listsAhead; list++) this.#ask();
  }

  /** Says that the other thread is gone: they are read here then. */
  giveUp(): void {
    this.#isGone = true;
    for (const { resolve } of this.#unsaid.splice(0)) {
      resolve({ isBroken: true });
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<UuidList, void, void> {
    try {
      for (;;) {
        const { uuids, isBroken } = await this.#coming.shift()!;
        if (isBroken) {
          // From the first one on: whoever has it already can tell.
          yield* latestUuids(this.#segments);
          return;
        }
        if (uuids === undefined) return;
        yield uuids;
        this.#ask(uuids.words.buffer);
      }
    } finally {
      this.#port.close();
    }
  }

  #ask(spare?: ArrayBuffer): void {
    if (this.#isGone) {
      this.#coming.push(Promise.resolve({ isBroken: true }));
      return;
    }
    const unsaid = Promise.withResolvers<UuidsMessage>();
    this.#unsaid.push(unsaid);
    this.#coming.push(unsaid.promise);
    const message: NextUuidsMessage = { spare };
    this.#port.postMessage(message, spare ? [spare] : []);
  }
}
