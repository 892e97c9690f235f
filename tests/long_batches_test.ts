/** Batches that are long enough for the thread that checks them: answered and stored like any other. */
import { assertEquals } from "@std/assert";
import { KINDS, ServerProcess, TemporaryFolder } from "./server_process.ts";

/** More than 64 KiB. */
const ITEMS = 1000;

/** What is sent as one item, and what is said of it. */
interface Item {
  readonly text: string;
  readonly status: "stored" | "duplicate" | "rejected";
}

/** Good events, among them some that came before, some that are bad and some that are unusual. */
function itemsOf(round: number): Item[] {
  return Array.from({ length: ITEMS }, (_, index): Item => {
    const uuid = `0dedaf4b-4581-480a-${1000 + round}-${
      String(index).padStart(12, "0")
    }`;
    const filler = `"filler":"${"x".repeat(index % 150)}"`;
    switch (index % 10) {
      case 3:
        return { text: `{"uuid":${index},`, status: "rejected" };
      case 5: {
        const isFirst = round === 0 && index === 5;
        const text = `{"uuid":"over and over",${filler}}`;
        return { text, status: isFirst ? "stored" : "duplicate" };
      }
      case 7:
        return { text: `{ "n" : ${index}.0 , ${filler} }`, status: "stored" };
      default:
        return { text: `{"uuid":"${uuid}",${filler}}`, status: "stored" };
    }
  });
}

function bodyOf(items: readonly Item[]): string {
  return items.map(({ text }) => `${text}\n`).join("");
}

/** What an event is, but for what the server adds. */
function contentOf(line: string): string {
  const { server_time: _, ...content } = JSON.parse(line);
  return JSON.stringify(content);
}

for (const kind of KINDS) {
  Deno.test(`long batches, several at once and again, are stored once and answered item by item: ${kind}`, async () => {
    using folder = new TemporaryFolder();
    await using server = await ServerProcess.start({ kind, data: folder.path });
    const post = async (body: BodyInit, headers = {}) => {
      const url = `${server.origin}/v1/events`;
      const answer = await fetch(url, { method: "POST", body, headers });
      return (await answer.json()).items.map(
        ({ index, status }: { index: number; status: string }) => [
          index,
          status,
        ],
      );
    };
    const expected: string[] = [];
    for (let round = 0; round < 8; round++) {
      const items = itemsOf(round);
      const answers = [await post(bodyOf(items))];
      const again = await Promise.all([
        post(bodyOf(items.filter(({ text }) => text.includes("uuid")))),
        post(
          new Blob([bodyOf(items.slice(0, 500))]).stream().pipeThrough(
            new CompressionStream("gzip"),
          ),
          { "content-encoding": "gzip" },
        ),
      ]);
      assertEquals(
        answers[0],
        items.map(({ status }, index) => [index, status]),
      );
      const statuses = again.flat().map(([, status]) => status);
      const stored = statuses.filter((status) => status === "stored").length;
      // Those without a uuid, and no others, are stored again.
      assertEquals(stored, 50);
      const good = items.filter(({ status }) => status === "stored");
      const anonymous = items.slice(0, 500)
        .filter(({ text }) => text.startsWith("{ "));
      for (const { text } of [...good, ...anonymous]) {
        expected.push(JSON.stringify(JSON.parse(text)));
      }
    }
    const lines = folder.journalLines().map(contentOf);
    assertEquals(lines.toSorted(), expected.toSorted());
  });
}
