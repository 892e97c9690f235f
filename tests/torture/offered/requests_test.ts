import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { AnswerReader, EventRequest } from "./requests.ts";

const STORED = answer("200 OK", `{"success":true}\n`);

function answer(status: string, body: string): Uint8Array {
  return new TextEncoder().encode(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\n\r\n${body}`,
  );
}

function parts(request: EventRequest): { head: string; body: string } {
  const text = new TextDecoder().decode(request.bytes);
  const [head, body] = text.split("\r\n\r\n");
  return { head: head!, body: body! };
}

Deno.test("a request's event has the uuid of its run and number, and the length that it says", () => {
  const request = new EventRequest(80, "0123abcd");
  request.setNumber(0xfedcba987654);
  const { head, body } = parts(request);
  assertEquals(
    JSON.parse(body).uuid,
    "0123abcd-0000-4000-8000-fedcba987654",
  );
  assertEquals(/content-length: (\d+)/.exec(head)?.[1], String(body.length));
  request.setNumber(16);
  assertEquals(
    JSON.parse(parts(request).body).uuid,
    "0123abcd-0000-4000-8000-000000000010",
  );
  assertNotEquals(parts(new EventRequest(80, "ffffffff")).body, body);
});

Deno.test("an answer cut anywhere is none yet, whatever was read before", () => {
  const reader = new AnswerReader();
  for (let round = 0; round < 2; round++) {
    for (let end = 1; end < STORED.length; end++) {
      assertEquals(reader.read(STORED.subarray(0, end)), undefined);
    }
    assertEquals(reader.read(STORED), "stored");
  }
});

Deno.test("refusals are told from stored events, other answers are thrown", () => {
  const reader = new AnswerReader();
  assertEquals(reader.read(STORED), "stored");
  for (const status of ["429 Too Many Requests", "503 Service Unavailable"]) {
    assertEquals(reader.read(answer(status, "{}\n")), "refused");
  }
  const wrong = [
    answer("200 OK", `{"success":true,"duplicate":true}\n`),
    answer("500 Internal Server Error", "{}\n"),
    answer("507 Insufficient Storage", "{}\n"),
    new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"),
  ];
  for (const bytes of wrong) {
    assertThrows(() => reader.read(bytes), Error, "Answered HTTP/1.1 ");
  }
});
