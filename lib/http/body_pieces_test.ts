import { assert, assertEquals } from "@std/assert";
import { collectionsOf } from "../testing/collections.ts";
import { bodyOf, encoded, taken } from "./body_pieces.ts";

Deno.test("bodyOf() is the bytes of one piece, and a stream of more", async () => {
  const bytes = [1, 2, 3].map((each) => new Uint8Array([each]));
  assertEquals(bodyOf([]), new Uint8Array());
  assertEquals(bodyOf(bytes.slice(0, 1)), bytes[0]);
  for (const count of [2, 3]) {
    const body = bodyOf(taken(bytes.slice(0, count)));
    assert(body instanceof ReadableStream);
    assertEquals(
      [...await new Response(body).bytes()],
      [1, 2, 3].slice(0, count),
    );
  }
});

Deno.test("a stream makes pieces only as they are read", async () => {
  let made = 0;
  function* pieces() {
    for (; made < 100; made++) yield new Uint8Array(1);
  }
  const body = bodyOf(pieces());
  assert(body instanceof ReadableStream);
  const reader = body.getReader();
  for (let read = 0; read < 10; read++) await reader.read();
  assert(made < 15, `${made} pieces made for 10 that were read`);
  await reader.cancel();
});

Deno.test("encoded() gives all texts in pieces of about 64 KiB", () => {
  const texts = Array.from(
    { length: 1000 },
    (_, each) => `${each}ü`.repeat(50),
  );
  const pieces = [...encoded(texts)];
  const joined = pieces.map((each) => new TextDecoder().decode(each)).join("");
  assertEquals(joined, texts.join(""));
  assert(pieces.length > 1 && pieces.every(({ length }) => length < 140_000));
});

Deno.test("taken() leaves nothing in the list, so that pieces go as they are sent", () => {
  const pieces = [1, 2, 3].map((each) => new Uint8Array([each]));
  const waiting: number[] = [];
  const seen: number[] = [];
  for (const [byte] of taken(pieces)) {
    seen.push(byte!);
    waiting.push(pieces.length);
  }
  assertEquals(seen, [1, 2, 3]);
  assertEquals(waiting, [2, 1, 0]);
});

Deno.test("once a large answer has been sent, or nobody wants its rest, garbage is collected", async () => {
  const pieces = (sizeBytes: number) =>
    Array.from({ length: 16 }, () => new Uint8Array(sizeBytes / 16));
  const large = 16 * 1024 * 1024;
  const count = (sizeBytes: number, read: (body: Response) => Promise<void>) =>
    collectionsOf(async () => {
      const body = bodyOf(taken(pieces(sizeBytes)));
      assert(body instanceof ReadableStream);
      await read(new Response(body));
    });
  const readAll = async (body: Response) => void await body.bytes();
  const leave = async (body: Response) => {
    const reader = body.body!.getReader();
    await reader.read();
    await reader.cancel();
  };
  assertEquals(await count(large, readAll), 1);
  assertEquals(await count(large, leave), 1);
  assertEquals(await count(large / 2, readAll), 0);
});
