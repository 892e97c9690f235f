/** The thread that checks batches, so that single events and questions do not wait for it. */
/// <reference lib="deno.worker" />
import { harmlessBytes, shapeCheck } from "../../event/mod.ts";
import { SpareBuffers } from "../../spare_buffers.ts";
import { failureOf } from "../../thread_failure.ts";
import { takeTurns } from "../../turns.ts";
import { type BatchLimits, checkBatch } from "./check.ts";
import {
  type BatchMessage,
  type CheckedMessage,
  MAX_SPARE_BYTES,
  type ReadyMessage,
  type SetUpMessage,
} from "./protocol.ts";

let limits: BatchLimits;
const spareLines = new SpareBuffers(MAX_SPARE_BYTES);

self.onmessage = async (
  { data }: MessageEvent<SetUpMessage | BatchMessage>,
) => {
  if ("limits" in data) {
    limits = {
      ...data.limits,
      checkShape: shapeCheck(data.limits),
      harmlessBytes: harmlessBytes(data.limits),
      allocate: (length) => spareLines.take(length),
    };
    self.postMessage({ isReady: true } satisfies ReadyMessage);
    return;
  }
  const { id, body, spare: lines } = data;
  for (const buffer of lines) spareLines.giveBack(buffer);
  const spare = body.buffer;
  try {
    const checked = await checkBatch(body, limits, takeTurns());
    const { lines, ends, uuids } = checked.run;
    self.postMessage(
      { id, checked, spare } satisfies CheckedMessage,
      [lines.buffer, ends.buffer, uuids.words.buffer, spare],
    );
  } catch (error) {
    const failure = failureOf(error);
    self.postMessage({ id, failure, spare } satisfies CheckedMessage, [spare]);
  }
};
