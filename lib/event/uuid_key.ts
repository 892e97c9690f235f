/**
 * The key by which a uuid is known: 128 bits.
 *
 * A canonical UUID is its own key, so that no two are ever taken for one; any other text has the
 * first half of its SHA-256.
 */
import { createHash } from "node:crypto";

/** Four words, each a signed integer of 32 bits. */
export interface UuidKey {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** RFC 9562, in either case. */
const CANONICAL =
  /^([\da-f]{8})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})([\da-f]{8})$/i;

/** The key of a uuid, whatever text it is. */
export function keyOfUuid(uuid: string): UuidKey {
  const parts = CANONICAL.exec(uuid);
  if (parts) {
    return {
      a: wordOf(parts[1]!),
      b: wordOf(parts[2]! + parts[3]!),
      c: wordOf(parts[4]! + parts[5]!),
      d: wordOf(parts[6]!),
    };
  }
  const digest = createHash("sha256").update(uuid).digest();
  return {
    a: digest.readInt32BE(0),
    b: digest.readInt32BE(4),
    c: digest.readInt32BE(8),
    d: digest.readInt32BE(12),
  };
}

function wordOf(hex: string): number {
  return parseInt(hex, 16) | 0;
}
