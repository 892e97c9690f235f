/** Runs the client as a whole process: from source, and as the executable where that was built. */
import { fromFileUrl } from "@std/path";
import { eventually } from "../lib/testing/eventually.ts";

/** A way to run the client. */
export interface ClientProgram {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Variables it cannot run without. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether this machine lacks it. */
  readonly ignore: boolean;
}

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const EXECUTABLE = Deno.env.get("PYANALYTICS_TEST_CLIENT") ??
  `${ROOT}dist/pyanalytics-client${Deno.build.os === "windows" ? ".exe" : ""}`;

/** The wrapper for POSIX shells. */
export const WRAPPER = `${ROOT}client/wrappers/python.sh`;

/** Both ways to run it. */
export const CLIENTS: readonly ClientProgram[] = [
  {
    name: "source",
    command: [
      Deno.execPath(),
      "run",
      "--quiet",
      "--allow-env",
      "--allow-net",
      "--allow-read",
      "--allow-run",
      "--allow-sys",
      "--allow-write",
      `${ROOT}client/main.ts`,
    ],
    environment: { DENO_DIR: denoFolder(), DENO_NO_UPDATE_CHECK: "1" },
    ignore: false,
  },
  {
    name: "executable",
    command: [EXECUTABLE],
    environment: {},
    ignore: !exists(EXECUTABLE),
  },
];

/** The interpreter behind `python3`, not a shim that a version manager puts there. */
export const PYTHON = outputOf("python3", [
  "-c",
  "import os, sys; sys.stdout.write(os.path.realpath(sys.executable))",
]);

/** What a finished process left. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Declares tests with each client, on Linux. @param subject how their names begin */
export function clientTests(
  subject: (client: string) => string = (client) => `client from ${client}`,
): (name: string, run: (client: ClientProgram) => Promise<void>) => void {
  return (name, run) => {
    for (const client of CLIENTS) {
      Deno.test({
        name: `${subject(client.name)} ${name}`,
        ignore: client.ignore || Deno.build.os !== "linux",
        fn: () => run(client),
      });
    }
  };
}

/** A folder, a `PATH` with one interpreter, and a mark by which to find what was started there. */
export class Sandbox implements AsyncDisposable {
  readonly folder: string = Deno.realPathSync(Deno.makeTempDirSync());
  /** In the environment of everything that is started here. */
  readonly mark: string = `mark-${crypto.randomUUID()}`;

  constructor() {
    for (const name of ["bin", "home", "tmp", "work"]) {
      Deno.mkdirSync(`${this.folder}/${name}`);
    }
    Deno.symlinkSync(PYTHON, `${this.folder}/bin/python3`);
  }

  /** The environment to start with. A variable set to `undefined` is not in it. */
  environment(
    changes: Record<string, string | undefined> = {},
  ): Record<string, string> {
    const all = {
      PATH: `${this.folder}/bin:/usr/bin:/bin`,
      HOME: `${this.folder}/home`,
      TMPDIR: `${this.folder}/tmp`,
      PYANALYTICS_TEST_MARK: this.mark,
      ...changes,
    };
    return Object.fromEntries(
      Object.entries(all).filter((entry) => entry[1] !== undefined),
    ) as Record<string, string>;
  }

  /** Runs a command to its end, with its output through pipes. */
  async run(
    [command, ...args]: readonly string[],
    environment: Record<string, string | undefined> = {},
    options: { stdin?: string; cwd?: string } = {},
  ): Promise<Finished> {
    const process = new Deno.Command(command!, {
      args,
      env: this.environment(environment),
      clearEnv: true,
      cwd: options.cwd ?? `${this.folder}/work`,
      stdin: options.stdin === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    if (options.stdin !== undefined) {
      const writer = process.stdin.getWriter();
      await writer.write(new TextEncoder().encode(options.stdin));
      await writer.close();
    }
    const { code, stdout, stderr } = await process.output();
    const decoder = new TextDecoder();
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
    };
  }

  /** Runs the client to the end of its foreground. */
  client(
    program: ClientProgram,
    args: readonly string[],
    environment: Record<string, string | undefined> = {},
  ): Promise<Finished> {
    return this.run([...program.command, ...args], {
      ...program.environment,
      ...environment,
    });
  }

  /** The processes that were started here and still run. Linux only. */
  processes(): { pid: string; commandLine: string; cwd: string }[] {
    const found = [];
    for (const { name: pid } of Deno.readDirSync("/proc")) {
      if (!/^\d+$/.test(pid)) continue;
      try {
        const environment = Deno.readTextFileSync(`/proc/${pid}/environ`);
        if (!environment.includes(this.mark)) continue;
        found.push({
          pid,
          commandLine: Deno.readTextFileSync(`/proc/${pid}/cmdline`)
            .replaceAll("\0", " "),
          cwd: Deno.readLinkSync(`/proc/${pid}/cwd`),
        });
      } catch {
        // It ended in the meantime, or is another user's.
      }
    }
    return found;
  }

  /**
   * Waits until nothing runs any more that was started here. One look can miss the only process:
   * one that begins in the course of it, or one that just becomes another program.
   */
  async gone(): Promise<void> {
    let emptyLooks = 0;
    await eventually(() => this.processes(), (running) => {
      emptyLooks = running.length === 0 ? emptyLooks + 1 : 0;
      return emptyLooks === 3;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gone();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A server that keeps what it is sent. */
export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  /** The bodies of all requests so far. */
  readonly bodies: string[];
  /** Waits for the first event. */
  first(): Promise<Record<string, unknown>>;
}

/** Starts a server on a free port that answers each request with `answer`. */
export function startServer(
  answer: () => Response | Promise<Response> = () =>
    Response.json({ success: true }),
  certificate: { cert?: string; key?: string } = {},
): FakeServer {
  const bodies: string[] = [];
  const server = Deno.serve(
    {
      ...certificate as { cert: string; key: string },
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => {},
    },
    async (request) => {
      bodies.push(await request.text());
      return await answer();
    },
  );
  const scheme = certificate.cert === undefined ? "http" : "https";
  return {
    url: `${scheme}://127.0.0.1:${server.addr.port}`,
    bodies,
    first: async () => {
      await eventually(() => bodies.length > 0);
      return JSON.parse(bodies[0]!);
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** An address where nothing listens. */
export function deadUrl(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}`;
}

/** Whether there is a file of that path. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** What a command prints; throws where it fails. */
export function outputOf(command: string, args: readonly string[]): string {
  const { success, stdout, stderr } = new Deno.Command(command, {
    args: [...args],
  }).outputSync();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

function denoFolder(): string {
  return JSON.parse(outputOf(Deno.execPath(), ["info", "--json"])).denoDir;
}
