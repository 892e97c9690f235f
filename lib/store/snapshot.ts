/** A snapshot: the segments' own files in a tar, as far as they were acknowledged when it began. */
import { basename } from "@std/path";
import { createTarPacker, type TarPackController } from "modern-tar";
import type { SegmentView } from "../journal/mod.ts";
import { asReadError } from "./read_error.ts";
import {
  type OpenedSegment,
  SegmentsAhead,
  SnapshotError,
} from "./snapshot_files.ts";
import type { Snapshot, SnapshotOptions } from "./store.ts";

/** Where an archive's files are: what a server takes for its own where it is not told otherwise. */
const SNAPSHOT_FOLDER = "analytics-data";

/** Events tell about people: nobody but the owner reads them, after unpacking too. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

const CHUNK_BYTES = 256 * 1024;

/**
 * A tar of the segments, which the caller has listed just now. What is compressed or appended to
 * while it is read is in it as it was; what can no longer be read breaks it off.
 *
 * @throws {ServiceError} 503 where they cannot be opened
 */
export function snapshotSegments(
  views: readonly SegmentView[],
  { report }: SnapshotOptions,
): Snapshot {
  const segments = openFirst(views);
  const { readable, controller } = createTarPacker();
  pack(segments, controller).catch((error) => {
    if (error instanceof SnapshotError) {
      report(`A snapshot was broken off: ${error.message}`);
    }
    // The end of the archive never comes, and the connection breaks.
    controller.error(error);
  });
  return readable;
}

function openFirst(views: readonly SegmentView[]): SegmentsAhead {
  try {
    return new SegmentsAhead(views);
  } catch (error) {
    throw asReadError(error);
  }
}

/** @throws {SnapshotError} where a segment cannot be read; anything else if nobody listens */
async function pack(
  all: SegmentsAhead,
  controller: TarPackController,
): Promise<void> {
  using segments = all;
  const name = `${SNAPSHOT_FOLDER}/`;
  const mode = FOLDER_MODE;
  await controller.add({ name, type: "directory", size: 0, mode }).close();
  for (;;) {
    using segment = segments.next();
    if (segment === undefined) break;
    await packOne(segment, controller);
  }
  controller.finalize();
}

async function packOne(
  segment: OpenedSegment,
  controller: TarPackController,
): Promise<void> {
  const { view: { path, sizeBytes: size }, mtime } = segment;
  const name = `${SNAPSHOT_FOLDER}/${basename(path)}`;
  const writer = controller.add({ name, size, mode: FILE_MODE, mtime })
    .getWriter();
  for (let remaining = size; remaining > 0;) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, remaining));
    const count = await segment.read(chunk);
    if (count === 0) {
      throw new SnapshotError(
        `${basename(path)} ended ${remaining} bytes too early`,
      );
    }
    remaining -= count;
    await writer.write(chunk.subarray(0, count));
  }
  await writer.close();
}
