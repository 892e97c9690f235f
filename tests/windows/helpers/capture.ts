/**
 * Runs on Windows: `capture.ts COMMAND LINE` gives the command an input, captures both streams,
 * and prints as JSON what it left, and when its output ended.
 *
 * The line is handed on as it stands, as somebody types it: quoting is what is tested.
 */
const [command, line] = Deno.args;
const startMs = performance.now();
const process = new Deno.Command(command!, {
  args: [line!],
  windowsRawArguments: true,
  stdin: "piped",
  stdout: "piped",
  stderr: "piped",
}).spawn();
const writer = process.stdin.getWriter();
await writer.write(new TextEncoder().encode("input"))
  .then(() => writer.close())
  // Not every command reads it.
  .catch(() => {});
const { code, stdout, stderr } = await process.output();
const decoder = new TextDecoder();
console.log(JSON.stringify({
  code,
  stdout: decoder.decode(stdout),
  stderr: decoder.decode(stderr),
  closedMs: performance.now() - startMs,
}));
