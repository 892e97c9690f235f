/** The demo: a server with a sample fleet, and this machine's own event as a wrapper sends it. */
import { fromFileUrl, join } from "@std/path";
import { fleetEvents, journalLine } from "../bench/fleet.ts";
import { messageOf } from "../lib/error.ts";
import { barTable } from "../lib/terminal/mod.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const FLEET_EVENTS = 400;
const FLEET_SEED = 2026;
const DAY_MS = 24 * 60 * 60 * 1000;
const QUESTIONS = [
  { title: "By Python version", question: "group_by=@python&order=key" },
  { title: "By operating system", question: "group_by=@os" },
];

/** Two years of a small fleet, in the segments that a server would have written. */
function writeFleet(folder: string): void {
  const to = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
  const from = new Date(to.getTime() - 730 * DAY_MS);
  const fleet = fleetEvents({
    seed: FLEET_SEED,
    count: FLEET_EVENTS,
    from,
    to,
  });
  for (const event of fleet) {
    const segment = join(folder, `${event.serverTime.slice(0, 10)}.jsonl`);
    Deno.writeTextFileSync(segment, journalLine(event), {
      append: true,
      mode: 0o600,
    });
  }
}

function startServer(folder: string, port: number): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "start", "--port", `${port}`, "--data", folder],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** The server's address, once it listens; `undefined` where it ended before. */
async function listening(
  server: Deno.ChildProcess,
): Promise<string | undefined> {
  let text = "";
  for await (
    const part of server.stdout.pipeThrough(new TextDecoderStream())
  ) {
    text += part;
    const origin = /^Listening on (\S+)\/\n/m.exec(text)?.[1];
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** Runs the client on this machine in the way that a wrapper does, but waits for it. */
async function reportThisMachine(origin: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "client", "--server", origin, "--wait"]
      .concat("--wrapper", "demo", "--tag", "demo=true", "--", "demo.py"),
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(success ? stdout : stderr).trim();
  return success ? said : `It failed: ${said}`;
}

async function printCounts(origin: string): Promise<void> {
  for (const { title, question } of QUESTIONS) {
    const response = await fetch(`${origin}/v1/count?${question}`);
    const { groups } = await response.json() as {
      groups: { key: string[]; count: number }[];
    };
    const largest = Math.max(1, ...groups.map(({ count }) => count));
    const rows = groups.map(({ key, count }) => ({
      texts: key,
      numbers: [`${count}`],
      share: count / largest,
    }));
    console.log(`\n${title}\n${barTable(rows)}`);
  }
}

async function main(): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "pyanalytics-demo-" });
  let server: Deno.ChildProcess | undefined;
  const stopped = Promise.withResolvers<void>();
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM"];
  for (const signal of signals) {
    Deno.addSignalListener(signal, () => stopped.resolve());
  }
  try {
    writeFleet(folder);
    console.log(`${FLEET_EVENTS} events of a sample fleet over two years`);
    server = startServer(folder, freePort());
    const origin = await listening(server);
    if (origin === undefined) {
      throw new Error(await new Response(server.stderr).text());
    }
    console.log(`This machine: ${await reportThisMachine(origin)}`);
    await printCounts(origin);
    console.log(`\nLook at ${origin}/ - it goes on until Ctrl-C`);
    await Promise.race([stopped.promise, server.status]);
  } finally {
    await end(server);
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The usual port where it is free, else any. */
function freePort(): number {
  try {
    Deno.listen({ hostname: "127.0.0.1", port: 8888 }).close();
    return 8888;
  } catch {
    return 0;
  }
}

async function end(server: Deno.ChildProcess | undefined): Promise<void> {
  try {
    server?.kill("SIGTERM");
  } catch {
    // Ctrl-C reached it as well, and it has ended.
  }
  await server?.status;
}

try {
  await main();
  Deno.exit(0);
} catch (error) {
  console.error(`Cannot run the demo: ${messageOf(error)}`);
  Deno.exit(1);
}
