/** The least that a server can do with an event: read the body, throw it away, and answer. */

const ANSWER = `{"success":true}\n`;
const INIT: ResponseInit = { headers: { "content-type": "application/json" } };

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`Listening on http://127.0.0.1:${port}/`),
}, async (request) => {
  await request.text();
  return new Response(ANSWER, INIT);
});
