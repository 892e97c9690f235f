/** All uuids of a journal, however many there are. */
import type { UuidKey } from "../../event/mod.ts";
import { RecentUuids } from "../recent_uuids.ts";

const PART_SIZE = 1 << 20;

/** Grows by parts of a million, of 32 to 48 bytes each. */
export class UuidSet {
  readonly #parts: RecentUuids[] = [];

  /** Adds a uuid. @returns whether it is new */
  add(key: UuidKey): boolean {
    const last = this.#parts.at(-1);
    const full = last === undefined || last.size < PART_SIZE
      ? this.#parts.slice(0, -1)
      : this.#parts;
    if (full.some((part) => part.has(key))) return false;
    if (last === undefined || full.length === this.#parts.length) {
      this.#parts.push(new RecentUuids(PART_SIZE));
    }
    return this.#parts.at(-1)!.add(key);
  }
}
