/** A machine-wide config file and a shared outbox for one test, which nobody else sees. */
import {
  type ClientProgram,
  outputOf,
  type Sandbox,
} from "./client_process.ts";

const WITHIN = [
  "unshare",
  "--mount",
  "sh",
  "-c",
  'mount --bind "$0/etc" /etc && mount --bind "$0/spool" /var/spool && exec "$@"',
] as const;

/** Whether this user may give a process folders of its own in place of the system's. */
export function canHaveOwnMachine(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  try {
    return new Deno.Command("unshare", { args: ["--mount", "true"] })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** Stands in for `/etc` and `/var/spool` of whatever is started within. */
export class OwnMachine {
  readonly #folder: string;
  /** The shared folder of the outboxes, as this machine calls it. */
  readonly spool: string;

  constructor({ folder }: Pick<Sandbox, "folder">) {
    this.#folder = `${folder}/machine`;
    this.spool = `${this.#folder}/spool/pyanalytics`;
    Deno.mkdirSync(this.#folder);
    outputOf("cp", ["-a", "/etc", `${this.#folder}/etc`]);
    Deno.mkdirSync(`${this.#folder}/etc/pyanalytics`, { recursive: true });
    Deno.mkdirSync(this.spool, { recursive: true });
    // As an administrator makes it: the mode that `mkdir` takes loses bits to the umask.
    Deno.chmodSync(this.spool, 0o1777);
  }

  /** Writes the machine's config file. */
  configure(text: string): void {
    Deno.writeTextFileSync(
      `${this.#folder}/etc/pyanalytics/client.jsonc`,
      text,
    );
  }

  /** The client on this machine. */
  client(program: ClientProgram): ClientProgram {
    return {
      ...program,
      command: [...WITHIN, this.#folder, ...program.command],
    };
  }
}
