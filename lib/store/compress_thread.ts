/** The other end of the thread that compresses segments. */
import type { SegmentView } from "../journal/segment.ts";
import type { PreparedMessage } from "./compress_worker.ts";
import { threadOptions } from "./thread_options.ts";

/** Prepares one segment at a time; there is a thread only meanwhile. */
export class CompressThread implements Disposable {
  readonly #directory: string;
  /** Ends the thread that is at work. */
  #stop: ((reason: Error) => void) | undefined;

  /** @param directory the folder of the segments, where their compressed files are made */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws {Error} with what `prepareCompressed` throws, or where this is disposed of */
  async prepare(view: SegmentView): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const worker = createCompressWorker(this.#directory);
    this.#stop = reject;
    worker.onmessage = ({ data }: MessageEvent<PreparedMessage>) => {
      if (data.problem === undefined) resolve();
      else reject(new Error(data.problem));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(view);
    try {
      await promise;
    } finally {
      this.#stop = undefined;
      worker.terminate();
    }
  }

  [Symbol.dispose](): void {
    this.#stop?.(new Error("The server is stopping"));
  }
}

/** The build puts a file of this name beside the bundle; see scripts/build/programs.ts. */
function createCompressWorker(directory: string): Worker {
  const url = new URL("./compress_worker.ts", import.meta.url);
  const folders = { reads: directory, writes: directory };
  return new Worker(url, threadOptions("compress", folders));
}
