/** A machine that has nothing but one executable, in a folder where nobody may write. */
import { fromFileUrl, join, relative } from "@std/path";
import { lines } from "../scripts/build/lines.ts";
import { run, type RunResult } from "../scripts/build/run.ts";

const DIST = fromFileUrl(new URL("../dist/", import.meta.url));
const SUFFIX = Deno.build.os === "windows" ? ".exe" : "";
const TIMEOUT_MS = 30_000;

/** To root nothing is read-only, so the programs run as this user, commonly "nobody". */
const NOBODY = 65534;

/** The path of a built executable. */
export function executable(name: string): string {
  return join(DIST, `${name}${SUFFIX}`);
}

/** A copy of one executable, and what it leaves behind. */
export class Box implements AsyncDisposable {
  readonly #folder: string;
  readonly #bin: string;
  readonly #path: string;
  /** Folders where the program may write. */
  readonly temporary: string;
  readonly data: string;

  private constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#bin = join(folder, "bin");
    this.#path = join(this.#bin, `${name}${SUFFIX}`);
    this.temporary = join(folder, "tmp");
    this.data = join(folder, "data");
  }

  /** Makes a box around `dist/`'s executable of that name. */
  static async make(name: string): Promise<Box> {
    const box = new Box(
      await Deno.makeTempDir({ prefix: "pyanalytics-test-" }),
      name,
    );
    await Deno.mkdir(box.#bin);
    await Deno.copyFile(executable(name), box.#path);
    for (const folder of [box.temporary, box.data]) await Deno.mkdir(folder);
    if (Deno.build.os !== "windows") await box.#setModes();
    return box;
  }

  /** Runs the program to its end in its own folder, with nothing in its environment. */
  run(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<RunResult> {
    return run(this.#path, {
      ...this.#surroundings(),
      args,
      env,
      timeoutMs: TIMEOUT_MS,
    });
  }

  /** Starts the program; resolves when it has said its first line. */
  async start(
    args: readonly string[],
  ): Promise<{ process: Deno.ChildProcess; firstLine: string }> {
    const process = new Deno.Command(this.#path, {
      ...this.#surroundings(),
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const { value } = await lines(process.stdout).next();
    return { process, firstLine: value ?? "" };
  }

  /** All files in the box but the data, relative to it. */
  files(): string[] {
    return filesIn(this.#folder).filter((path) => !path.startsWith(this.data))
      .map((path) => relative(this.#folder, path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (Deno.build.os !== "windows") await Deno.chmod(this.#bin, 0o755);
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #setModes(): Promise<void> {
    await Deno.chmod(this.#folder, 0o755);
    await Deno.chmod(this.#bin, 0o555);
    for (const folder of [this.temporary, this.data]) {
      await Deno.chmod(folder, 0o777);
    }
  }

  #surroundings() {
    const isRoot = Deno.uid() === 0;
    return {
      cwd: this.#bin,
      clearEnv: true,
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    };
  }
}

function filesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory ? filesIn(path) : [path];
  });
}
