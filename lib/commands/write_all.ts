/** Writing to a stream that may be short of room, or have nobody at its other end. */
import { withPlace } from "../error.ts";
import type { CommandContext } from "./command.ts";

/** How long to wait for a reader where the system does not do it. */
const RETRY_MS = 5;

/** Writes all bytes. That nobody reads any more (`| head -1`) is no error. */
export async function writeAll(
  stdout: CommandContext["stdout"],
  bytes: Uint8Array,
): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    try {
      written += await stdout.write(bytes.subarray(written));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return;
      // A pipe that another process made non-blocking, as Node.js does with those it shares.
      if (!(error instanceof Deno.errors.WouldBlock)) {
        throw withPlace(error, "Cannot write to standard output");
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
