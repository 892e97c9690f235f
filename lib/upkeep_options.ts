/** The server's options for segments of past days. */
import { integer, onOff, option } from "./options/mod.ts";

const MEBIBYTE = 1024 * 1024;

/** As part of the server's table. */
export const UPKEEP_OPTIONS = {
  compress: option(
    onOff(),
    false,
    "Compress the segments of past days, in the background: a tenth of the room on disk",
  ),
  retainDays: option<number | undefined>(
    integer({ min: 1, max: 100_000, placeholder: "DAYS" }),
    undefined,
    "Remove segments that are older; without it all are kept",
  ),
  retainBytes: option<number | undefined>(
    integer({
      min: MEBIBYTE,
      max: Number.MAX_SAFE_INTEGER,
      placeholder: "BYTES",
    }),
    undefined,
    "Remove the oldest segments where all together are larger; today's is kept",
  ),
};
