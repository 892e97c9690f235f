/**
 * A server of batches as anybody writes one: parses every line, adds the time, writes all of them
 * to one file and syncs it.
 *
 * Its argument is the file.
 */

const encoder = new TextEncoder();
const file = await Deno.open(Deno.args[0]!, { append: true, create: true });

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`Listening on http://127.0.0.1:${port}/`),
}, async (request) => {
  const text = await request.text();
  const serverTime = new Date().toISOString();
  let lines = "";
  let stored = 0;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const event = JSON.parse(line);
    event.server_time = serverTime;
    lines += `${JSON.stringify(event)}\n`;
    stored++;
  }
  const bytes = encoder.encode(lines);
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
  await file.syncData();
  return Response.json({ stored });
});
