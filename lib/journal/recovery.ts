/**
 * What is done to segments before they are appended to again.
 *
 * A process or machine that ended while it wrote can leave a last line without its newline.
 * If what is there is a whole event, the newline is all that was lost, and is added. Else the
 * bytes are moved to `quarantine/`: they were never acknowledged, but nothing is deleted.
 */
import { basename, join } from "@std/path";
import { syncDirectory } from "./file_system.ts";
import type { SegmentView } from "./segment.ts";

const NEWLINE = 0x0a;
const STEP_BYTES = 64 * 1024;

/** What recovery did to one segment. */
export interface Repair {
  readonly segment: string;
  /** `completed`: a newline was added; `quarantined`: bytes were moved away. */
  readonly action: "completed" | "quarantined";
  /** How many bytes stood behind the last newline. */
  readonly tornBytes: number;
}

/** Makes a segment end with a whole line; `undefined` where it did already. */
export function repairSegment(
  directory: string,
  { path, sizeBytes }: SegmentView,
): Repair | undefined {
  if (sizeBytes === 0) return undefined;
  using file = Deno.openSync(path, { read: true, write: true });
  const tail = readTail(file, sizeBytes);
  if (tail.length === 0) return undefined;
  const segment = basename(path);
  const repaired = { segment, tornBytes: tail.length };
  if (isWholeEvent(tail)) {
    file.seekSync(sizeBytes, Deno.SeekMode.Start);
    file.writeSync(Uint8Array.of(NEWLINE));
    file.syncSync();
    return { ...repaired, action: "completed" };
  }
  quarantine(directory, `${segment}.${sizeBytes - tail.length}`, tail);
  file.truncateSync(sizeBytes - tail.length);
  file.syncSync();
  return { ...repaired, action: "quarantined" };
}

/** The bytes behind the last newline. */
function readTail(file: Deno.FsFile, sizeBytes: number): Uint8Array {
  let tail = new Uint8Array();
  for (let end = sizeBytes; end > 0;) {
    const start = Math.max(0, end - STEP_BYTES);
    const block = new Uint8Array(end - start + tail.length);
    file.seekSync(start, Deno.SeekMode.Start);
    for (let filled = 0; filled < end - start;) {
      const count = file.readSync(block.subarray(filled, end - start));
      if (count === null) break;
      filled += count;
    }
    block.set(tail, end - start);
    const newline = block.lastIndexOf(NEWLINE);
    if (newline >= 0) return block.subarray(newline + 1);
    tail = block;
    end = start;
  }
  return tail;
}

function isWholeEvent(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    );
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Keeps bytes aside under a name of their own, durably, before they leave their segment. */
function quarantine(directory: string, name: string, bytes: Uint8Array): void {
  const folder = join(directory, "quarantine");
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let attempt = 0;; attempt++) {
    const path = join(folder, attempt === 0 ? name : `${name}.${attempt}`);
    try {
      using file = Deno.openSync(path, {
        write: true,
        createNew: true,
        mode: 0o600,
      });
      for (let written = 0; written < bytes.length;) {
        written += file.writeSync(bytes.subarray(written));
      }
      file.syncSync();
      break;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
  syncDirectory(folder);
  syncDirectory(directory);
}
