/** A small file system of its own, for what only a full or read-only one shows. */

const MEBIBYTES = 2;

/** Why there can be none here; `undefined` where there can. */
export function whyNoSmallDisk(): string | undefined {
  if (Deno.build.os !== "linux") return "needs Linux";
  if (Deno.uid() !== 0) return "needs root";
  try {
    using _disk = new SmallDisk();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A mounted file system in memory that goes with its test. */
export class SmallDisk implements Disposable {
  readonly path: string;

  constructor() {
    this.path = Deno.makeTempDirSync({ prefix: "pyanalytics-test-" });
    try {
      const size = `size=${MEBIBYTES}m`;
      run("mount", ["-t", "tmpfs", "-o", size, "tmpfs", this.path]);
    } catch (error) {
      Deno.removeSync(this.path);
      throw error;
    }
  }

  /** Takes all the room that is left, under this name. */
  fill(name: string): void {
    using file = Deno.openSync(`${this.path}/${name}`, {
      write: true,
      create: true,
      append: true,
    });
    try {
      for (;;) file.writeSync(new Uint8Array(4096));
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ENOSPC") throw error;
    }
  }

  makeReadOnly(): void {
    run("mount", ["-o", "remount,ro", this.path]);
  }

  /** Lets nothing be opened for writing by its path; what is open stays so. */
  coverReadOnly(): Disposable {
    run("mount", ["--bind", this.path, this.path]);
    const cover = { [Symbol.dispose]: () => run("umount", [this.path]) };
    try {
      run("mount", ["-o", "remount,bind,ro", this.path]);
    } catch (error) {
      cover[Symbol.dispose]();
      throw error;
    }
    return cover;
  }

  [Symbol.dispose](): void {
    run("umount", [this.path]);
    Deno.removeSync(this.path);
  }
}

function run(command: string, args: string[]): void {
  const { success, stderr } = new Deno.Command(command, { args }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
}
