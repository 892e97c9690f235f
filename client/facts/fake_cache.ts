/** A cache that exists in a test only. */
import type { Cache } from "../cache.ts";

/** A cache, and what is in it by the JSON of its parts. */
export interface FakeCache extends Cache {
  readonly entries: Map<string, unknown>;
}

export function fakeCache(): FakeCache {
  const entries = new Map<string, unknown>();
  return {
    entries,
    get: (parts) => Promise.resolve(entries.get(JSON.stringify(parts))),
    set: (parts, value) => {
      entries.set(JSON.stringify(parts), JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
}
