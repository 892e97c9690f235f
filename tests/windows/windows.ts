/** A Windows for one test: Wine, a folder on its drive `C:`, and the programs in there. */
import { fromFileUrl } from "@std/path";
import { eventually } from "../../lib/testing/eventually.ts";
import {
  COMMON_FLAGS,
  flagsFor,
  PROGRAMS,
} from "../../scripts/build/programs.ts";
import type { Finished } from "../client_process.ts";
import { LOCK, ROOT, UNAVAILABLE } from "./prepared.ts";
import { stageSources } from "./staged.ts";

const HERE = fromFileUrl(new URL("./", import.meta.url));
const DRIVE = `${ROOT}/prefix/drive_c`;
const TIMEOUT_MS = 120_000;

/** Deno, as Windows calls it. */
export const DENO = "Z:\\deno.exe";

const ENVIRONMENT = {
  PATH: "/usr/bin:/bin",
  HOME: "/root",
  // Arguments and names of files are UTF-8.
  LANG: "C.UTF-8",
  WINEPREFIX: "/prefix",
  WINEDEBUG: "-all",
  DENO_DIR: "Z:\\deno-windows",
  DENO_NO_UPDATE_CHECK: "1",
  NO_COLOR: "1",
  // On a busy machine Wine takes seconds where Windows takes none.
  PYANALYTICS_TIMEOUT_MS: "30000",
};

/** Registers a test that needs Windows; where there is none, its name says why. */
export function windowsTest(
  name: string,
  run: (windows: Windows) => Promise<void>,
): void {
  Deno.test({
    name: `windows: ${name}${UNAVAILABLE ? ` (${UNAVAILABLE})` : ""}`,
    ignore: UNAVAILABLE !== undefined,
    fn: async () => {
      await using windows = await Windows.start();
      await run(windows);
    },
  });
}

/** What a command left that was run by `capture()`. */
export interface Captured extends Finished {
  /** When both streams had ended, after its start. */
  readonly closedMs: number;
}

/** A process that runs on. */
export interface Running {
  /** What it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly status: Promise<Deno.CommandStatus>;
}

/** Waits until a process has written such a text, by default any. @returns all that it has written */
export async function untilSaid(
  { stdout, stderr }: Running,
  text = /./,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return await eventually(
    () => ({ stdout: stdout(), stderr: stderr() }),
    (written) => text.test(written.stdout),
  );
}

/** Wine, and a folder whose path has spaces. Disposing of it ends everything that runs there. */
export class Windows implements AsyncDisposable {
  readonly #lock: Deno.FsFile;
  readonly #name = `A test ${crypto.randomUUID().slice(0, 8)}`;
  /** The folder as Windows calls it. */
  readonly folder = `C:\\${this.#name}`;
  #streams = 0;

  private constructor(lock: Deno.FsFile) {
    this.#lock = lock;
  }

  /** Waits until no other test uses Wine. */
  static async start(): Promise<Windows> {
    const lock = await Deno.create(LOCK);
    await lock.lock(true);
    const windows = new Windows(lock);
    try {
      await windows.#prepare();
      return windows;
    } catch (error) {
      await windows[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #prepare(): Promise<void> {
    await Deno.mkdir(this.here());
    await stageSources({
      folder: this.here("source"),
      denoFolder: `${ROOT}/deno-linux`,
    });
    await Deno.mkdir(`${ROOT}/deno-windows`, { recursive: true });
    await Deno.symlink("../deno-linux/npm", `${ROOT}/deno-windows/npm`)
      .catch((error) => {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      });
    await Deno.copyFile(`${HERE}helpers/capture.ts`, this.here("capture.ts"));
  }

  /** A path in the folder, as this machine calls it. */
  here(...names: string[]): string {
    return [DRIVE, this.#name, ...names].join("/");
  }

  /** A path in the folder, as Windows calls it. */
  there(...names: string[]): string {
    return [this.folder, ...names].join("\\");
  }

  /** Compiles `helpers/NAME.c` to a program at that path in the folder. */
  async compile(name: string, ...path: string[]): Promise<string> {
    const source = `${name}.c`;
    await Deno.copyFile(`${HERE}helpers/${source}`, this.here(source));
    await Deno.mkdir(this.here(...path.slice(0, -1)), { recursive: true });
    const inside = (file: string) => `/prefix/drive_c/${this.#name}/${file}`;
    const { code, stderr } = await this.#enter([
      "x86_64-w64-mingw32-gcc",
      "-municode",
      "-O1",
      "-s",
      "-o",
      inside(path.join("/")),
      inside(source),
    ]);
    if (code !== 0) throw new Error(stderr);
    return this.there(...path);
  }

  /** The client from source, with the permissions of its executable. */
  get client(): string[] {
    const script = this.there("source", "client", "main.ts");
    return [
      DENO,
      "run",
      "--quiet",
      ...flagsOf("client"),
      script,
    ];
  }

  /** The server from source, with the permissions of its executable. */
  get server(): string[] {
    const script = this.there("source", "server.ts");
    return [DENO, "run", "--quiet", ...flagsOf("server"), script];
  }

  /** Runs a command to its end. */
  run(
    command: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Finished> {
    return this.#enter(["wine", ...command], environment);
  }

  /** Starts a command that runs on. */
  spawn(command: readonly string[]): Promise<Running> {
    return this.#start(["wine", ...command], {});
  }

  /** Runs a command line from a Windows program that captures its output through pipes. */
  async capture(
    command: string,
    line: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Captured> {
    const caller = [DENO, "run", "-A", "--no-config", this.there("capture.ts")];
    const { stdout, stderr } = await this.run(
      [...caller, command, line],
      environment,
    );
    if (stdout === "") throw new Error(`Nothing was captured: ${stderr}`);
    return JSON.parse(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#enter(["wineserver", "-k", "-w"]);
    await Deno.remove(this.here(), { recursive: true });
    this.#lock.close();
  }

  async #enter(
    command: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Finished> {
    const running = await this.#start(command, environment);
    const { code } = await running.status;
    return { code, stdout: running.stdout(), stderr: running.stderr() };
  }

  async #start(
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<Running> {
    const streams = this.here(`streams-${this.#streams++}`);
    for (const stream of ["in", "out", "err"]) {
      await Deno.writeTextFile(`${streams}.${stream}`, "");
    }
    const all = { ...ENVIRONMENT, ...environment };
    const { status } = new Deno.Command("unshare", {
      args: [
        "--mount",
        "timeout",
        String(TIMEOUT_MS / 1000),
        "sh",
        `${HERE}enter.sh`,
        ROOT,
        streams,
        "env",
        "-i",
        ...Object.entries(all).map(([name, value]) => `${name}=${value}`),
        ...command,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    return {
      stdout: () => Deno.readTextFileSync(`${streams}.out`),
      stderr: () => Deno.readTextFileSync(`${streams}.err`),
      status,
    };
  }
}

function flagsOf(name: string): string[] {
  const program = PROGRAMS.find((one) => one.name === `pyanalytics-${name}`);
  return flagsFor(program!, "x86_64-pc-windows-msvc")
    .filter((flag) => !COMMON_FLAGS.includes(flag));
}
