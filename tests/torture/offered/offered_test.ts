/** What is said of events that a real server is offered; nothing here depends on how fast it is. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ServerProcess, TemporaryFolder } from "../../server_process.ts";
import { CAN_OFFER, offerEvents } from "./mod.ts";

const RUN = "20261124";

/** Offers what `load` says to a server with these options; `lines` is what it has stored. */
async function offered(
  load: { connections: number; rate?: number; isLossy?: boolean },
  args: readonly string[] = [],
) {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({ data: folder.path, args });
  const { port } = server;
  const figures = await offerEvents({
    ...load,
    port,
    run: RUN,
    seconds: 0.5,
    lateMs: 20,
  });
  await server.stop();
  const uuids = folder.journalLines().map((line) => JSON.parse(line).uuid);
  return { figures, lines: uuids.length, unlike: new Set(uuids).size };
}

Deno.test({
  name: "at a rate every event is sent, and stored once",
  ignore: !CAN_OFFER,
  fn: async () => {
    const { figures, lines, unlike } = await offered({
      connections: 8,
      rate: 400,
    });
    const { due, stored, refused, unsent, latency, answer } = figures;
    assertEquals({ due, stored, refused, unsent }, {
      due: 200,
      stored: 200,
      refused: 0,
      unsent: 0,
    });
    assertEquals([lines, unlike], [200, 200]);
    // What waited for a connection, or for its turn, took no less than its answer alone.
    assert(latency!.maxMs >= answer!.maxMs);
    assertEquals(figures.late > 0, latency!.maxMs > 20.01);
    assertEquals(figures.refusal, undefined);
  },
});

Deno.test({
  name: "without a rate each answer is followed by the next event",
  ignore: !CAN_OFFER,
  fn: async () => {
    const { figures, lines, unlike } = await offered({ connections: 8 });
    assertEquals([figures.stored, lines, unlike], [
      figures.due,
      figures.due,
      figures.due,
    ]);
    assert(figures.due >= 8);
  },
});

Deno.test({
  name:
    "what is lossy sends only what a connection is free for, and counts the rest",
  ignore: !CAN_OFFER,
  fn: async () => {
    const load = { connections: 1, rate: 200_000, isLossy: true };
    const { figures, lines } = await offered(load);
    assertEquals(figures.due, 100_000);
    assertEquals(figures.stored + figures.unsent, 100_000);
    assert(figures.unsent > 0);
    assertEquals(lines, figures.stored);
  },
});

Deno.test({
  name: "refusals are counted apart, and not stored",
  ignore: !CAN_OFFER,
  fn: async () => {
    const { figures, lines } = await offered(
      { connections: 8, rate: 400 },
      ["--max-requests-per-second", "1"],
    );
    assertEquals(figures.stored + figures.refused, 200);
    assert(figures.refused > 0);
    assert(figures.refusal!.p50Ms > 0);
    assertEquals(lines, figures.stored);
  },
});

Deno.test({
  name: "an answer that should not be fails the call",
  ignore: !CAN_OFFER,
  fn: async () => {
    const message = "Answered HTTP/1.1 413";
    const load = { connections: 1, rate: 10 };
    await assertRejects(
      () => offered(load, ["--max-body-bytes", "20"]),
      Error,
      message,
    );
    const nobody = {
      connections: 1,
      seconds: 0.1,
      port: 1,
      run: RUN,
      lateMs: 0,
    };
    await assertRejects(() => offerEvents(nobody), Error, "Cannot connect to");
  },
});
