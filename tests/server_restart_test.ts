/** A server that is started again goes on from what the one before has stored. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import {
  type Kind,
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";
import {
  count,
  LINES,
  QUESTION,
  spoil,
  stored,
  storedFiles,
  writeSegment,
} from "./stored_segment.ts";

/** Starts, asks, and ends when all is stored. @returns the answer */
async function firstRun(
  { data, kind }: { readonly data: string; readonly kind: Kind },
  signal: Deno.Signal,
) {
  await using server = await ServerProcess.start({ data, kind });
  const answer = await count(server.origin);
  assertEquals(answer.record_count, LINES);
  await stored(data);
  await server.stop(signal);
  return answer;
}

for (const kind of KINDS) {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    Deno.test(`${kind}: after ${signal} the next server answers from cache/, and with it deleted from the lines`, async () => {
      using folder = new TemporaryFolder();
      const data = folder.path;
      const path = writeSegment(data);
      const answer = await firstRun({ data, kind }, signal);
      spoil(path);
      {
        await using server = await ServerProcess.start({ data, kind });
        assertEquals(await count(server.origin), answer);
      }
      Deno.removeSync(join(data, "cache"), { recursive: true });
      await using server = await ServerProcess.start({ data, kind });
      const { record_count } = await count(server.origin);
      assertEquals(Number(record_count) < LINES, true);
      await stored(data);
    });
  }

  Deno.test(`${kind}: query DIR reads cache/ and writes nothing there`, async () => {
    using folder = new TemporaryFolder();
    const data = folder.path;
    const path = writeSegment(data);
    const answer = await firstRun({ data, kind }, "SIGTERM");
    spoil(path);
    const files = storedFiles(data);
    const args = ["query", "--data", data, `${QUESTION}&group_by=uuid`];
    await serverCommand(args, { kind }).output();
    const { stdout } = await serverCommand(
      ["query", "--data", data, `${QUESTION}&format=json`],
      { kind },
    ).output();
    const told = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals({ ...told, elapsed_ms: 0 }, answer);
    assertEquals(storedFiles(data), files);
  });

  Deno.test(`${kind}: with --disk-cache-mb 0 nothing is stored, and nothing read that was`, async () => {
    using folder = new TemporaryFolder();
    const data = folder.path;
    const path = writeSegment(data);
    await firstRun({ data, kind }, "SIGTERM");
    spoil(path);
    const args = ["--disk-cache-mb", "0"];
    await using server = await ServerProcess.start({ data, kind, args });
    const { record_count } = await count(server.origin);
    assertEquals(Number(record_count) < LINES, true);
  });
}
