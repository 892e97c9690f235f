import { assertEquals, assertRejects } from "@std/assert";
import { send } from "./send.ts";

function sendTo(answer: Response | (() => Promise<Response>)) {
  const requests: Request[] = [];
  const sent = send('{"a":1}', {
    server: "http://host/base",
    version: "1.2.3",
    signal: new AbortController().signal,
    fetch: (url, init) => {
      requests.push(new Request(url as string, init));
      return answer instanceof Response ? Promise.resolve(answer) : answer();
    },
  });
  return { sent, requests };
}

Deno.test("send() posts the text as it is, and says who sends it", async () => {
  const { sent, requests } = sendTo(new Response('{"success": true}'));
  assertEquals(await sent, {
    status: 200,
    text: '{"success": true}',
    retryAfter: null,
    isAccepted: true,
  });
  const [request] = requests;
  assertEquals(request?.url, "http://host/base/v1/on_import");
  assertEquals(request?.method, "POST");
  assertEquals(request?.redirect, "manual");
  assertEquals(request?.headers.get("user-agent"), "pyanalytics-client/1.2.3");
  assertEquals(request?.headers.get("content-type"), "application/json");
  assertEquals(await request?.text(), '{"a":1}');
});

for (const status of [302, 400, 500, 503]) {
  Deno.test(`send() takes ${status} for no acceptance`, async () => {
    const answer = await sendTo(new Response("why", { status })).sent;
    assertEquals(answer, {
      status,
      text: "why",
      retryAfter: null,
      isAccepted: false,
    });
  });
}

Deno.test("send() reads no more than the start of an answer without end", async () => {
  let isCancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1000).fill(0x61)),
    cancel: () => {
      isCancelled = true;
    },
  });
  const { text } = await sendTo(new Response(endless)).sent;
  assertEquals(text.length, 2000);
  assertEquals(isCancelled, true);
});

Deno.test("send() fails where no answer comes", async () => {
  const refused = () => Promise.reject(new TypeError("refused"));
  await assertRejects(() => sendTo(refused).sent, TypeError, "refused");
});
