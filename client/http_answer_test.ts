import { assertEquals, assertThrows } from "@std/assert";
import { readAnswer } from "./http_answer.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function read(...lines: string[]) {
  const answer = readAnswer(encoder.encode(lines.join("\r\n")));
  return answer && {
    status: answer.status,
    text: decoder.decode(answer.body),
    isWhole: answer.isWhole,
  };
}

for (
  const { name, lines, text, isWhole, status = 200 } of [
    {
      name: "of a known length",
      lines: ["HTTP/1.1 200 OK", "Content-Length: 3", "", "abc and more"],
      text: "abc",
      isWhole: true,
    },
    {
      name: "of which not all is there",
      lines: ["HTTP/1.1 200 OK", "content-length: 9", "", "abc"],
      text: "abc",
      isWhole: false,
    },
    {
      name: "in chunks",
      lines: [
        "HTTP/1.1 200 OK",
        "Transfer-Encoding: Chunked",
        "",
        "3;note=x",
        "abc",
        "00A",
        "0123456789",
        "0",
        "trailer: x",
        "",
        "",
      ],
      text: "abc0123456789",
      isWhole: true,
    },
    {
      name: "in chunks, the last of which is still to come",
      lines: ["HTTP/1.1 200 OK", "transfer-encoding: chunked", "", "3", "ab"],
      text: "ab",
      isWhole: false,
    },
    {
      name: "that lasts as long as the connection",
      lines: ["HTTP/1.0 200 OK", "", "abc"],
      text: "abc",
      isWhole: false,
    },
    {
      name: "without a body",
      lines: ["HTTP/1.1 204", "", ""],
      status: 204,
      text: "",
      isWhole: true,
    },
    {
      name: "that comes behind interim ones",
      lines: [
        "HTTP/1.1 100 Continue",
        "",
        "HTTP/1.1 103 Early Hints",
        "link: x",
        "",
        "HTTP/1.1 503 Busy",
        "content-length: 1",
        "",
        "x",
      ],
      status: 503,
      text: "x",
      isWhole: true,
    },
  ]
) {
  Deno.test(`readAnswer() reads an answer ${name}`, () => {
    assertEquals(read(...lines), { status, text, isWhole });
  });
}

Deno.test("readAnswer() waits for the end of the head", () => {
  assertEquals(read("HTTP/1.1 200 OK", "content-length: 3", ""), undefined);
  assertEquals(read("HTTP/1.1 100 Continue", "", "HTTP/1.1 2"), undefined);
});

Deno.test("readAnswer() joins the values of a header that comes twice", () => {
  const text = "HTTP/1.1 204 x\r\nA: 1\r\na:2\r\n\r\n";
  assertEquals(readAnswer(encoder.encode(text))?.headers.get("a"), "1, 2");
});

Deno.test("readAnswer() says the same of an answer whatever part of it has come", () => {
  const text = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" +
    "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  const bytes = encoder.encode(text);
  const whole = text.lastIndexOf("0\r\n") + 3;
  for (let length = 0; length <= bytes.length; length++) {
    const answer = readAnswer(bytes.subarray(0, length));
    assertEquals(answer?.isWhole ?? false, length >= whole, `${length} bytes`);
    if (answer) {
      assertEquals("abcde".startsWith(decoder.decode(answer.body)), true);
    }
  }
});

for (
  const [name, text] of [
    ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n"],
    ["no status", "HTTP/1.1 OK\r\n\r\n"],
    ["a length that is none", "HTTP/1.1 200 x\r\ncontent-length: -1\r\n\r\n"],
    [
      "two lengths",
      "HTTP/1.1 200 x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
    ],
    ["an unknown coding", "HTTP/1.1 200 x\r\ntransfer-encoding: gzip\r\n\r\n"],
    [
      "a chunk without size",
      "HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
    ],
    ["a head without end", `HTTP/1.1 200 x\r\na: ${"x".repeat(70_000)}`],
  ] as const
) {
  Deno.test(`readAnswer() refuses ${name}`, () => {
    assertThrows(
      () => readAnswer(encoder.encode(text)),
      Error,
      "Not an answer of HTTP/1: ",
    );
  });
}
