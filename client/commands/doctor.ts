/** `doctor`: tests the way to the server, step by step. */
import { trustSystemStore } from "../certificates.ts";
import { hideCredentials } from "../credentials.ts";
import { within } from "../deadline.ts";
import { printable } from "../printable.ts";
import type { Process } from "../process.ts";
import { reasonOf, sendBatch } from "../send.ts";
import { messageOf } from "../../lib/error.ts";
import { VERSION } from "../../lib/version.ts";
import {
  type CommandContext,
  commandContext,
  outboxLack,
} from "./command_context.ts";

export const help = `pyanalytics-client doctor [options]
Tests the way to the server: the configuration, whether reports are made at all,
the outbox, the connection, what answers there, and whether it takes events. Nothing is stored
there, and no facts are sent.

Takes the options of a report, such as --server, --timeout-ms and --config.
Exits with 1 where something is wrong.`;

/** What a step found out; it throws where something is wrong. */
interface Step {
  readonly name: string;
  readonly test: () => Promise<string> | string;
  /** Without it the next ones need not be tried. */
  readonly isNeeded?: true;
}

/** Clocks that differ by more spoil the times of events. */
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;
const PROXY_VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/** @throws {OptionError} where options cannot be used */
export async function run(process: Process): Promise<number> {
  trustSystemStore(process);
  const proxy = proxyVariable(process);
  using context = await commandContext(process, {
    args: process.args,
    use: "doctor",
    isTolerant: true,
  });
  let code = 0;
  for (const { name, test, isNeeded } of steps(process, { context, proxy })) {
    const say = (word: string, text: string) =>
      process.print(
        `${word.padEnd(4)} ${name.padEnd(10)} ${
          printable(hideCredentials(text))
        }`,
      );
    try {
      say("ok", await test());
    } catch (error) {
      say("FAIL", reasonOf(error));
      code = 1;
      if (isNeeded) break;
    }
  }
  return code;
}

function steps(
  process: Process,
  { context, proxy }: {
    readonly context: CommandContext;
    readonly proxy: string | undefined;
  },
): Step[] {
  const { reading, problems, reporting, outbox, outboxFolders } = context;
  const { server, timeoutMs } = reading.values;
  let answeredAt: string | null = null;
  return [
    {
      name: "Config",
      test: () => {
        if (problems.length > 0) throw new Error(problems.join("; "));
        return "what is there can be used";
      },
    },
    {
      name: "Reporting",
      test: () => {
        const by = `by ${reporting.decidedBy}`;
        if (!reporting.isOn) throw new Error(`switched off ${by}`);
        return `on, ${by}`;
      },
    },
    {
      name: "Outbox",
      test: () => {
        if (outbox === undefined) throw new Error(outboxLack(outboxFolders));
        outbox.tryWriting();
        return outbox.folder;
      },
    },
    {
      name: "Connection",
      isNeeded: true,
      test: () =>
        proxy === undefined
          ? connect(process, { server, timeoutMs })
          : `left to the proxy that ${proxy} names`,
    },
    {
      name: "Server",
      isNeeded: true,
      test: async () => {
        const url = `${server}/healthz`;
        const signal = AbortSignal.timeout(timeoutMs);
        const response = await fetch(url, { redirect: "manual", signal });
        const text = (await response.text()).slice(0, 200);
        answeredAt = response.headers.get("date");
        if (!response.ok) {
          throw new Error(`${url} answered ${response.status} ${text}`);
        }
        return `${url} answered ${response.status}`;
      },
    },
    {
      name: "Events",
      test: async () => {
        // A batch of none is refused in words that nobody else has.
        const { status, text } = await sendBatch("", {
          server,
          version: VERSION,
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (status === 400 && /"code": *"bad_event"/.test(text)) {
          return `${server}/v1/events takes them`;
        }
        throw new Error(
          `${server}/v1/events answered ${status} ${text.slice(0, 200)}`,
        );
      },
    },
    { name: "Clock", test: () => compareClocks(answeredAt, Date.now()) },
  ];
}

/** The variable that names a proxy, if one does. */
function proxyVariable({ environment }: Process): string | undefined {
  return PROXY_VARIABLES
    .flatMap((name) => [name, name.toLowerCase()])
    .find((name) => environment(name));
}

async function connect(
  { now }: Process,
  { server, timeoutMs }: { server: string; timeoutMs: number },
): Promise<string> {
  const { hostname: host, port, protocol } = new URL(server);
  // An address of IPv6 stands in brackets there.
  const hostname = host.replace(/^\[(.*)\]$/, "$1");
  const number = Number(port || (protocol === "https:" ? 443 : 80));
  const begunMs = now();
  const connection = await within(
    timeoutMs,
    Deno.connect({ hostname, port: number }),
  ).catch((cause) => {
    const why = messageOf(cause);
    throw new Error(`Cannot connect to ${hostname}, port ${number}: ${why}`);
  });
  const { remoteAddr } = connection;
  connection.close();
  const address = "hostname" in remoteAddr ? remoteAddr.hostname : hostname;
  return `${hostname} is ${address}, port ${number} answered within ${
    Math.ceil(now() - begunMs)
  } ms`;
}

function compareClocks(header: string | null, nowMs: number): string {
  const atMs = Date.parse(header ?? "");
  if (Number.isNaN(atMs)) return "the server does not tell its time";
  const seconds = Math.round((nowMs - atMs) / 1000);
  const text = `${Math.abs(seconds)} s ${
    seconds < 0 ? "behind" : "ahead of"
  } the server's`;
  if (Math.abs(seconds) * 1000 > MAX_CLOCK_DIFFERENCE_MS) throw new Error(text);
  return text;
}
