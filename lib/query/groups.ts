/** Groups of an answer that are made when they are looked at: there may be a million. */
import type { Group, Groups } from "./result.ts";

/** So many groups, each made anew whenever it is asked for. */
export class LazyGroups implements Groups {
  readonly length: number;
  readonly #groupAt: (index: number) => Group;

  /** @param groupAt the group of each index from 0 up to `length` */
  constructor(length: number, groupAt: (index: number) => Group) {
    this.length = length;
    this.#groupAt = groupAt;
  }

  *[Symbol.iterator](): Generator<Group, void, void> {
    for (let index = 0; index < this.length; index++) {
      yield this.#groupAt(index);
    }
  }

  at(index: number): Group | undefined {
    return index < this.length ? this.#groupAt(index) : undefined;
  }

  map<T>(transform: (group: Group, index: number) => T): T[] {
    return Array.from(this, transform);
  }

  filter(test: (group: Group) => boolean): Group[] {
    const passed: Group[] = [];
    for (const group of this) if (test(group)) passed.push(group);
    return passed;
  }

  slice(start: number, end: number): Group[] {
    const last = Math.min(end, this.length);
    const length = Math.max(0, last - start);
    return Array.from({ length }, (_, index) => this.#groupAt(start + index));
  }
}
