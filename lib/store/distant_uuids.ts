/** The uuids of segments, as another thread reads them. */
import type { UuidList } from "../event/mod.ts";
import { latestUuids } from "../journal/latest_uuids.ts";
import type { SegmentView } from "../journal/segment.ts";
import type {
  NextUuidsMessage,
  ReadUuidsMessage,
  UuidsMessage,
} from "./query_protocol.ts";

/** So many lists may wait while this thread does something else. */
const LISTS_AHEAD = 16;

/** Lists of uuids, each good until the next one is asked for. */
export class DistantUuids implements AsyncIterable<UuidList> {
  /** For the thread that is to read them; its port is to be handed over. */
  readonly request: ReadUuidsMessage;
  readonly #port: MessagePort;
  /** What has been asked for: all of it, and what of it was not said yet. */
  readonly #coming: Promise<UuidsMessage>[] = [];
  readonly #unsaid: PromiseWithResolvers<UuidsMessage>[] = [];
  #isGone = false;

  /** Asks for the first ones. */
  constructor(
    segments: readonly SegmentView[],
    { listsAhead = LISTS_AHEAD } = {},
  ) {
    const { port1, port2 } = new MessageChannel();
    const isEnough = new Int32Array(new SharedArrayBuffer(4));
    this.request = { uuidsOf: segments, port: port2, isEnough };
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<UuidsMessage>) =>
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
    const { uuidsOf, isEnough } = this.request;
    try {
      for (;;) {
        const { uuids, isBroken } = await this.#coming.shift()!;
        if (isBroken) {
          // From the first one on: whoever has it already can tell.
          yield* latestUuids(uuidsOf);
          return;
        }
        if (uuids === undefined) return;
        yield uuids;
        this.#ask(uuids.words.buffer);
      }
    } finally {
      Atomics.store(isEnough, 0, 1);
      this.#ask();
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
