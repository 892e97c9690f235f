/** The server that is measured, from source, on a folder and on any free port. */
import { fromFileUrl } from "@std/path";
import { HEAP_FLAGS } from "../scripts/build/programs.ts";
import { ListeningProcess, type StartOptions } from "./listening_process.ts";

const SERVER = fromFileUrl(new URL("../server.ts", import.meta.url));

/** Starts it; `args` are options besides `--host`, `--port` and `--data`. */
export function startOurServer(
  data: string,
  args: readonly string[] = [],
  options: StartOptions = {},
): Promise<ListeningProcess> {
  const own = ["--host=127.0.0.1", "--port=0", `--data=${data}`];
  return ListeningProcess.start(
    [HEAP_FLAGS, "-A", SERVER, ...own, ...args],
    options,
  );
}
