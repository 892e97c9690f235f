/** A name server that never answers, for the commands that are run within. Linux, as root. */
import { createSocket, type Socket } from "node:dgram";
import { join } from "@std/path";

const ADDRESS = "127.77.0.53";

/** Names that only a name server could know stay unknown there for ever. */
export class SilentNames implements Disposable {
  readonly #socket: Socket;
  /** Put before a command. */
  readonly within: readonly string[];
  #questionCount = 0;

  private constructor(socket: Socket, within: readonly string[]) {
    this.#socket = socket;
    this.within = within;
    socket.on("message", () => this.#questionCount++);
  }

  /** `undefined` where this user may not set it up. */
  static async start(folder: string): Promise<SilentNames | undefined> {
    if (Deno.build.os !== "linux" || Deno.uid() !== 0) return undefined;
    const config = join(folder, "resolv.conf");
    await Deno.writeTextFile(config, `nameserver ${ADDRESS}\n`);
    const within = [
      "/usr/bin/unshare",
      "--mount",
      "/bin/sh",
      "-c",
      'mount --bind "$0" /etc/resolv.conf && exec "$@"',
      config,
    ];
    const [command, ...args] = [...within, "true"];
    try {
      const { success } = await new Deno.Command(command!, {
        args,
        stderr: "null",
      }).output();
      if (!success) return undefined;
    } catch {
      return undefined;
    }
    const socket = createSocket("udp4");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.once("error", reject);
    socket.bind(53, ADDRESS, resolve);
    try {
      await promise;
    } catch {
      return undefined;
    }
    return new SilentNames(socket, within);
  }

  /** How many questions came, none of which was answered. */
  get questionCount(): number {
    return this.#questionCount;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
