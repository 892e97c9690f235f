import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { UUID_ROW_WORDS, type UuidList } from "../event/uuid_list.ts";
import { latestUuids } from "../journal/latest_uuids.ts";
import { listSegments, type SegmentView } from "../journal/segment.ts";
import { parseCountQuery } from "../query/mod.ts";
import { eventually } from "../testing/eventually.ts";
import { openFilesIn } from "../testing/open_files.ts";
import { DistantUuids } from "./distant_uuids.ts";
import { QueryThread } from "./query_thread.ts";
import { serveUuids } from "./serve_uuids.ts";

/** Twenty segments with more uuids in all than are handed over at a time, and lines without. */
function writeSegments(directory: string): SegmentView[] {
  for (let day = 1; day <= 20; day++) {
    const lines = Array.from({ length: 2000 }, (_, index) => {
      const uuid = `"uuid":"0dedaf4b-4581-480a-ad36-${
        String(day * 10_000 + index).padStart(12, "0")
      }",`;
      const time = `"server_time":"2026-01-01T00:00:00.000Z"`;
      return index % 500 === 7 ? "no event" : `{${uuid}${time}}`;
    });
    const name = `2026-01-${String(day).padStart(2, "0")}.jsonl`;
    Deno.writeTextFileSync(join(directory, name), `${lines.join("\n")}\n`);
  }
  return listSegments(directory);
}

/** Of each event the end of its key. */
async function keysIn(
  lists: Iterable<UuidList> | AsyncIterable<UuidList>,
): Promise<number[]> {
  const keys: number[] = [];
  for await (const { count, words } of lists) {
    for (let place = 0; place < count; place++) {
      const at = place * UUID_ROW_WORDS;
      if (words[at] === 1) keys.push(words[at + 4]!);
    }
  }
  return keys;
}

/** A worker that gives one list, whose only uuid is known to the test, and breaks then. */
function createBreaking(): Worker {
  const code = `self.onmessage = ({ data }) => {
    if ("setUp" in data) return;
    data.port.onmessage = ({ data: { spare } }) => {
      if (spare) throw new Error("broken");
      const words = Int32Array.of(1, 0, 0, 0, 7);
      data.port.postMessage({ uuids: { count: 1, words } });
    };
  };`;
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  return new Worker(url, { type: "module" });
}

Deno.test("another thread reads the uuids that this one does, in their order", async () => {
  const directory = Deno.makeTempDirSync();
  try {
    const segments = writeSegments(directory);
    const expected = await keysIn(latestUuids(segments));
    assertEquals(expected.length, 20 * 1996);
    using thread = new QueryThread({}, { directory, bytesForUuids: 1 });
    assertEquals(await keysIn(thread.readUuids(segments)), expected);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("a thread answers questions also where not all of its uuids were wanted", async () => {
  const directory = Deno.makeTempDirSync();
  try {
    const views = writeSegments(directory);
    using thread = new QueryThread({}, { directory, bytesForUuids: 1 });
    for await (const { count } of thread.readUuids(views)) {
      assertEquals(count > 0, true);
      break;
    }
    const query = parseCountQuery(new URLSearchParams(), { now: new Date(0) });
    const { result } = await thread.ask({ kind: "count", query, views });
    assertEquals(result.record_count, 20 * 1996);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test({
  name: "no segment stays open where no more uuids are wanted",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const directory = Deno.makeTempDirSync();
    try {
      const uuids = new DistantUuids(writeSegments(directory), {
        listsAhead: 1,
      });
      serveUuids(uuids.request);
      for await (const { count } of uuids) {
        assertEquals([count > 0, openFilesIn(directory)], [true, 1]);
        break;
      }
      await eventually(() => openFilesIn(directory), (files) => files === 0);
    } finally {
      Deno.removeSync(directory, { recursive: true });
    }
  },
});

Deno.test("where the other thread breaks, all uuids are read in this one", async () => {
  const directory = Deno.makeTempDirSync();
  try {
    const segments = writeSegments(directory);
    const expected = await keysIn(latestUuids(segments));
    using thread = new QueryThread({}, {
      directory,
      bytesForUuids: 1,
      createWorker: createBreaking,
    });
    const keys = await keysIn(thread.readUuids(segments));
    const given = keys.length - expected.length;
    assertEquals(given > 0, true);
    assertEquals(keys.slice(0, given), Array(given).fill(7));
    assertEquals(keys.slice(given), expected);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("where the other thread is gone after it has said all that it was asked, they are read here", async () => {
  const directory = Deno.makeTempDirSync();
  const segments = writeSegments(directory);
  const uuids = new DistantUuids(segments, { listsAhead: 1 });
  const { port } = uuids.request;
  try {
    const words = Int32Array.of(1, 0, 0, 0, 7);
    port.onmessage = () => port.postMessage({ uuids: { count: 1, words } });
    const lists = uuids[Symbol.asyncIterator]();
    assertEquals((await lists.next()).value?.count, 1);
    uuids.giveUp();
    assertEquals(await keysIn(lists), await keysIn(latestUuids(segments)));
  } finally {
    port.close();
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("a segment that cannot be read is an error, whichever thread reads it", async () => {
  const directory = Deno.makeTempDirSync();
  try {
    const path = join(directory, "2026-01-01.jsonl");
    Deno.mkdirSync(path);
    const segments = [{ path, sizeBytes: 100 }];
    for (const bytesForUuids of [1, 1000]) {
      using thread = new QueryThread({}, { directory, bytesForUuids });
      await assertRejects(
        async () => await keysIn(thread.readUuids(segments)),
        Error,
        "directory",
      );
    }
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
