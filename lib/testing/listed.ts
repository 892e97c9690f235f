/** Results whose groups are all made, to be compared. */
import type { CountResult, Group } from "../query/mod.ts";

/** A result with a list of its groups. */
export interface ListedResult extends CountResult {
  readonly groups?: readonly Group[];
}

/** The same result. */
export function listed({ groups, ...rest }: CountResult): ListedResult {
  return groups ? { ...rest, groups: [...groups] } : rest;
}
