/** The thread that checks batches, so that single events and questions do not wait for it. */
/// <reference lib="deno.worker" />
import { shapeCheck } from "../../event/mod.ts";
import { failureOf } from "../../thread_failure.ts";
import { takeTurns } from "../../turns.ts";
import { type BatchLimits, checkBatch } from "./check.ts";
import type {
  BatchMessage,
  CheckedMessage,
  ReadyMessage,
  SetUpMessage,
} from "./protocol.ts";

let limits: BatchLimits;

self.onmessage = async (
  { data }: MessageEvent<SetUpMessage | BatchMessage>,
) => {
  if ("limits" in data) {
    limits = { ...data.limits, checkShape: shapeCheck(data.limits) };
    self.postMessage({ isReady: true } satisfies ReadyMessage);
    return;
  }
  const { id, body } = data;
  try {
    const checked = await checkBatch(body, limits, takeTurns());
    const { lines, ends, uuids } = checked.run;
    const buffers = [lines, ends, uuids.words].map(({ buffer }) => buffer);
    self.postMessage({ id, checked } satisfies CheckedMessage, buffers);
  } catch (error) {
    self.postMessage(
      { id, failure: failureOf(error) } satisfies CheckedMessage,
    );
  }
};
