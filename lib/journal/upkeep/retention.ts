/** Which segments are no longer kept. */
import { basename } from "@std/path";
import type { SegmentView } from "../segment.ts";
import { dayOf } from "../segment_name.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** How much is kept; `undefined`: without a bound. */
export interface Retention {
  /** How many days besides today's. */
  readonly days: number | undefined;
  /** Of all segments together; those of today are kept in any case. */
  readonly sizeBytes: number | undefined;
}

/** A segment that goes, and why. */
export interface Expired {
  readonly view: SegmentView;
  readonly reason: string;
}

/** The segments that go, of all, which come oldest first. */
export function expiredSegments(
  views: readonly SegmentView[],
  { days = Infinity, sizeBytes = Infinity }: Retention,
  now: Date,
): Expired[] {
  const today = now.toISOString().slice(0, 10);
  let total = views.reduce((sum, view) => sum + view.sizeBytes, 0);
  const expired: Expired[] = [];
  for (const view of views) {
    const day = dayOf(basename(view.path));
    const ageDays = (Date.parse(today) - Date.parse(day)) / DAY_MS;
    if (ageDays <= 0) break;
    const reason = ageDays > days
      ? `older than ${days} days`
      : total > sizeBytes
      ? `the journal is larger than ${sizeBytes} bytes`
      : undefined;
    if (reason === undefined) break;
    expired.push({ view, reason });
    total -= view.sizeBytes;
  }
  return expired;
}
