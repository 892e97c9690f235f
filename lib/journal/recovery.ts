/**
 * What is done to segments before they are appended to again.
 *
 * A process or machine that ended while it wrote can leave a last line without its newline.
 * If what is there is a whole event, the newline is all that was lost, and is added. Else the
 * bytes are moved to `quarantine/`: they were never acknowledged, but nothing is deleted.
 */
import { basename, dirname, join } from "@std/path";
import { takeTurns } from "../turns.ts";
import {
  type AppendFile,
  type JournalFileSystem,
  makeDirectory,
  openDurably,
  writeWhole,
} from "./file_system.ts";
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
  fileSystem: JournalFileSystem,
  { path, sizeBytes }: SegmentView,
): Repair | undefined {
  if (sizeBytes === 0) return undefined;
  const tail = readTail(path, sizeBytes);
  if (tail.length === 0) return undefined;
  const file = openDurably(fileSystem, path);
  try {
    const repair = repairTail(fileSystem, file, { path, sizeBytes, tail });
    file.syncNow();
    return repair;
  } finally {
    file.close();
  }
}

/**
 * Makes all that segments hold survive a loss of power. A process that was killed before its
 * sync leaves lines behind, whose duplicates are acknowledged from now on.
 *
 * One after another, in this thread: nearly all have nothing to sync, which takes a tenth of what
 * a message to another thread and back does.
 */
export async function syncSegments(
  fileSystem: JournalFileSystem,
  segments: readonly SegmentView[],
): Promise<void> {
  const turns = takeTurns();
  for (const { path } of segments) {
    const file = openDurably(fileSystem, path);
    try {
      file.syncNow();
    } finally {
      file.close();
    }
    if (turns.isOver) await turns.next();
  }
}

function repairTail(
  fileSystem: JournalFileSystem,
  file: AppendFile,
  { path, sizeBytes, tail }: SegmentView & { readonly tail: Uint8Array },
): Repair {
  const segment = basename(path);
  const repaired = { segment, tornBytes: tail.length };
  if (isWholeEvent(tail)) {
    writeWhole(file, Uint8Array.of(NEWLINE));
    return { ...repaired, action: "completed" };
  }
  const start = sizeBytes - tail.length;
  quarantine(fileSystem, dirname(path), {
    name: `${segment}.${start}`,
    bytes: tail,
  });
  file.truncate(start);
  return { ...repaired, action: "quarantined" };
}

/** The bytes behind the last newline; of nearly all segments no more than a byte is read. */
function readTail(path: string, sizeBytes: number): Uint8Array {
  using file = Deno.openSync(path);
  let tail = new Uint8Array();
  let step = 1;
  for (let end = sizeBytes; end > 0;) {
    const start = Math.max(0, end - step);
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
    step = STEP_BYTES;
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
function quarantine(
  fileSystem: JournalFileSystem,
  directory: string,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): void {
  const folder = join(directory, "quarantine");
  makeDirectory(fileSystem, folder);
  const taken = new Set(
    Array.from(Deno.readDirSync(folder), (each) => each.name),
  );
  let own = name;
  for (let attempt = 1; taken.has(own); attempt++) own = `${name}.${attempt}`;
  const file = openDurably(fileSystem, join(folder, own));
  try {
    writeWhole(file, bytes);
    file.syncNow();
  } finally {
    file.close();
  }
}
