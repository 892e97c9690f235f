/** Runs the client for shells, in a sandbox whose `PATH` has nothing but what it names. */
import { fromFileUrl } from "@std/path";
import { exists, type Finished, Sandbox } from "./client_process.ts";

/** The script itself. */
export const PORTABLE = fromFileUrl(
  new URL("../client/portable/pyanalytics.sh", import.meta.url),
);

/** The shells it is for; those that this machine lacks are left out by their tests. */
export const SHELLS: readonly [name: string, command: readonly string[]][] = [
  ["dash", ["/usr/bin/dash"]],
  ["bash", ["/usr/bin/bash"]],
  ["busybox", ["/usr/bin/busybox", "sh"]],
  ["ksh", ["/usr/bin/ksh"]],
  ["yash", ["/usr/bin/yash"]],
];

/** Every system has these: POSIX names them, but for `hostname`. */
const USUAL_TOOLS = "awk cat date hostname id mkdir od rm sed sh sleep tr uname"
  .split(" ");

/** A program on `PATH`, under a name that may not be its own. */
export type Tool = readonly [name: string, target: string];

export class PortableSandbox extends Sandbox {
  readonly #shell: readonly string[];
  /** A copy, for which `/etc` is in the sandbox. */
  readonly script = `${this.folder}/pyanalytics.sh`;

  constructor(shell: readonly string[], tools: readonly Tool[] = []) {
    super();
    this.#shell = shell;
    Deno.writeTextFileSync(
      this.script,
      Deno.readTextFileSync(PORTABLE).replaceAll(
        "/etc/pyanalytics/",
        `${this.folder}/etc/pyanalytics/`,
      ),
      { mode: 0o755 },
    );
    Deno.mkdirSync(`${this.folder}/tools`);
    const usual = USUAL_TOOLS.map((name): Tool => [name, which(name)]);
    for (const [name, target] of [...usual, ...tools]) {
      Deno.symlinkSync(target, `${this.folder}/tools/${name}`);
    }
  }

  override environment(changes: Record<string, string | undefined> = {}) {
    return super.environment({
      PATH: `${this.folder}/bin:${this.folder}/tools`,
      USER: "zoe",
      // Arguments are characters of its locale to yash, not bytes.
      LC_ALL: "C.UTF-8",
      PYANALYTICS_TIMEOUT_MS: "30000",
      ...changes,
    });
  }

  /** Runs the script to the end of its foreground. */
  report(
    args: readonly string[],
    environment: Record<string, string | undefined> = {},
  ): Promise<Finished> {
    return this.run([...this.#shell, this.script, ...args], environment);
  }

  /** What `--print` shows. */
  async printed(
    args: readonly string[],
    environment: Record<string, string | undefined> = {},
    // deno-lint-ignore no-explicit-any -- a test looks for what it expects
  ): Promise<any> {
    const finished = await this.report(["--print", ...args], environment);
    if (finished.code !== 0 || finished.stderr !== "") {
      throw new Error(JSON.stringify(finished));
    }
    return JSON.parse(finished.stdout);
  }

  /** Writes a config file, the user's or the machine's. */
  configure(whose: "user" | "system", text: string): void {
    const folder = `${this.folder}/${
      whose === "user" ? "home/.config" : "etc"
    }/pyanalytics`;
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(`${folder}/client.jsonc`, text);
  }

  /** The names of what is in the temporary folder. */
  temporary(): string[] {
    return Array.from(
      Deno.readDirSync(`${this.folder}/tmp`),
      ({ name }) => name,
    );
  }
}

/** Where a program is on this machine. */
export function which(name: string): string {
  const folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"];
  const path = folders.map((folder) => `${folder}/${name}`).find(exists);
  if (path === undefined) throw new Error(`There is no ${name} here`);
  return path;
}
