/** Reads uuids for another thread, which takes them in meanwhile. */
import { GrowingUuidList } from "../event/mod.ts";
import { latestUuids } from "../journal/latest_uuids.ts";
import type {
  NextUuidsMessage,
  ReadUuidsMessage,
  UuidsMessage,
} from "./query_protocol.ts";

/** Long enough that a message costs next to nothing beside them. */
const LIST_ROWS = 16 * 1024;

/** Answers at the port whenever a list is asked for. */
export function serveUuids(
  { uuidsOf, port, isEnough }: ReadUuidsMessage,
): void {
  const lists = latestUuids(uuidsOf);
  port.onmessage = ({ data }: MessageEvent<NextUuidsMessage>) => {
    if (Atomics.load(isEnough, 0) !== 0) {
      // The segment that is being read must not stay open.
      lists.return();
      port.close();
      return;
    }
    try {
      const all = new GrowingUuidList(data.spare ?? 2 * LIST_ROWS);
      while (all.count < LIST_ROWS) {
        const { value, done } = lists.next();
        if (done) break;
        all.addAll(value);
      }
      const { count, words } = all;
      const message = count === 0 ? {} : { uuids: { count, words } };
      port.postMessage(message satisfies UuidsMessage, [words.buffer]);
    } catch {
      // Who asked meets the same error when it reads them itself, and can tell of it.
      port.postMessage({ isBroken: true } satisfies UuidsMessage);
    }
  };
}
