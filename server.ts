/** The server: options -> wire -> serve -> drain. With a command's name it is that command. */
import { join } from "@std/path";
import {
  type AccessPolicy,
  accessPolicy,
  describePolicy,
  isAllOpen,
  TokenRegistry,
} from "./lib/access/mod.ts";
import {
  type CommandContext,
  COMMANDS,
  findCommand,
  runCommand,
  SERVER_PERMISSIONS,
  type ServerUse,
} from "./lib/commands/mod.ts";
import {
  type ConfigSources,
  describeConfig,
  readConfig,
  type ServerConfig,
  serverHelp,
} from "./lib/config.ts";
import { connectionLimits } from "./lib/connection_options.ts";
import { messageOf } from "./lib/error.ts";
import { answerBroken } from "./lib/http/answers.ts";
import { createHandler } from "./lib/http/app.ts";
import { BatchThread } from "./lib/http/batch/batch_thread.ts";
import { Gate, isLimited } from "./lib/http/gate/mod.ts";
import { PatientServer } from "./lib/http/patient_server.ts";
import { checksOf } from "./lib/http/setup.ts";
import { realFileSystem } from "./lib/journal/file_system.ts";
import { openJournal } from "./lib/journal/mod.ts";
import { keepOnly } from "./lib/permissions.ts";
import { JournalStore } from "./lib/store/journal_store.ts";
import { QueryThread } from "./lib/store/query_thread.ts";
import type { Store } from "./lib/store/store.ts";
import { visible } from "./lib/terminal/mod.ts";
import { VERSION } from "./lib/version.ts";

const MEBIBYTE = 1024 * 1024;

const STOP_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/** One line of the log, whatever of strangers stands in it. */
function report(message: string): void {
  console.error(`${new Date().toISOString()} ${visible(message)}`);
}

function clock(): Date {
  return new Date();
}

function limitTo(use: ServerUse): void {
  keepOnly(SERVER_PERMISSIONS[use]);
}

async function openStore(
  config: ServerConfig,
  host: string,
): Promise<Store> {
  const { data, sync, uuidWindow, cacheMb, diskCacheMb, queryTimeoutMs } =
    config;
  const bounds = {
    budgetBytes: cacheMb * MEBIBYTE,
    timeBudgetMs: queryTimeoutMs,
  };
  const stored = {
    cacheDirectory: join(data, "cache"),
    budgetBytes: diskCacheMb * MEBIBYTE,
  };
  const engine = diskCacheMb === 0 ? bounds : { ...bounds, stored };
  // Its threads get ready while the journal is opened.
  using owned = new DisposableStack();
  const queries = owned.use(new QueryThread(engine, { directory: data }));
  const opened = await openJournal({
    directory: data,
    sync,
    uuidWindow,
    host,
    report,
    readUuids: (segments) => queries.readUuids(segments),
  });
  queries.warmUp(opened.journal.segments());
  for (const { action, segment, tornBytes } of opened.repairs) {
    report(
      `${segment} ended with a torn line of ${tornBytes} bytes: ${action}`,
    );
  }
  const upkeep = {
    compress: config.compress,
    retain: { days: config.retainDays, sizeBytes: config.retainBytes },
    clock: () => new Date(),
    report,
  };
  owned.move();
  return new JournalStore(opened, { queries, upkeep, report });
}

/** What requests are answered from, and who may ask for what. */
interface Service {
  readonly store: Store;
  readonly policy: AccessPolicy;
  /** `undefined` where everything is open. */
  readonly tokens: TokenRegistry | undefined;
  /** This machine's name. */
  readonly hostname: string;
  readonly batches: BatchThread;
}

/** What listens: takes no new requests when shut down, and finishes the open ones. */
type Listening = Pick<Gate, "shutdown">;

function serve(
  config: ServerConfig,
  { store, policy, tokens, hostname, batches }: Service,
): Listening {
  const { host, port, tlsCert, tlsKey } = config;
  const handler = createHandler({
    ...checksOf({ config, policy, tokens, hostname, clock }),
    store,
    batches,
    clock,
    version: VERSION,
    started: clock(),
    report,
  });
  const tls = tlsCert && tlsKey
    ? {
      cert: Deno.readTextFileSync(tlsCert),
      key: Deno.readTextFileSync(tlsKey),
    }
    : undefined;
  const onListen = ({ hostname, port }: Deno.NetAddr) => {
    const name = hostname.includes(":") ? `[${hostname}]` : hostname;
    console.log(
      `Listening on ${tls ? "https" : "http"}://${name}:${port}/\n${
        describePolicy(policy)
      }`,
    );
  };
  const limits = connectionLimits(config);
  try {
    if (isLimited(limits)) {
      return new Gate({
        hostname: host,
        port,
        tls,
        limits,
        handler,
        report,
        onListen,
      });
    }
    const listen = (samePort?: number) =>
      Deno.serve({
        hostname: host,
        port: samePort ?? port,
        ...tls,
        onListen: samePort === undefined ? onListen : () => {},
        onError: answerBroken,
      }, handler);
    return new PatientServer({ listen, report });
  } catch (cause) {
    throw new Error(`Cannot listen on ${host}:${port}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Resolves when the process is told to stop; from the call on, that ends it no longer. */
function stopSignal(): Promise<Deno.Signal> {
  return new Promise((resolve) => {
    for (const name of STOP_SIGNALS) {
      Deno.addSignalListener(name, () => resolve(name));
    }
  });
}

/** Takes no new requests, and gives open ones their time to finish. */
async function drain(
  server: Listening,
  timeoutMs: number,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) =>
    timer = setTimeout(resolve, timeoutMs)
  );
  await Promise.race([server.shutdown(), patience]);
  clearTimeout(timer);
}

function configSources(args: readonly string[]): ConfigSources {
  return {
    args,
    environment: (name) => Deno.env.get(name),
    readTextFile: Deno.readTextFileSync,
  };
}

function commandContext(args: readonly string[]): CommandContext {
  return {
    ...configSources(args),
    stdout: Deno.stdout,
    stderr: Deno.stderr,
    columns: () => Deno.consoleSize().columns,
    clock,
    fileSystem: realFileSystem,
    hostname: Deno.hostname,
    limitTo,
  };
}

async function main(): Promise<number> {
  const [name, ...rest] = Deno.args;
  const command = findCommand(name);
  if (command) return await runCommand(command, commandContext(rest));
  const reading = readConfig(configSources(Deno.args));
  const { values: config } = reading;
  if (config.help) return console.log(serverHelp(COMMANDS)), 0;
  if (config.version) return console.log(VERSION), 0;
  if (config.checkConfig) return console.log(describeConfig(reading)), 0;
  await run(config);
  report("Stopped");
  return 0;
}

async function run(config: ServerConfig): Promise<void> {
  const stopped = stopSignal();
  const hostname = Deno.hostname();
  limitTo("serve");
  await using store = await openStore(config, hostname);
  const policy = accessPolicy(config);
  using tokens = isAllOpen(policy)
    ? undefined
    : new TokenRegistry({ directory: config.data, clock, report });
  using batches = new BatchThread(config);
  const server = serve(config, { store, policy, tokens, hostname, batches });
  report(`${await stopped}: finishing open requests`);
  await drain(server, config.drainTimeoutMs);
}

try {
  Deno.exit(await main());
} catch (error) {
  console.error(`pyanalytics-server: ${messageOf(error)}`);
  Deno.exit(1);
}
