/** Groups of an answer that are made when they are looked at: there may be a million. */
import type { BriefGroup, Group, Groups } from "./result.ts";

/** What groups are made of, by their indexes from 0 up to `length`. */
export interface GroupSource {
  readonly length: number;
  readonly brief: (index: number) => BriefGroup;
  readonly group: (index: number) => Group;
}

/** So many groups, each made anew whenever it is asked for. */
export class LazyGroups implements Groups {
  readonly #source: GroupSource;

  constructor(source: GroupSource) {
    this.#source = source;
  }

  get length(): number {
    return this.#source.length;
  }

  *[Symbol.iterator](): Generator<Group, void, void> {
    for (let index = 0; index < this.length; index++) {
      yield this.#source.group(index);
    }
  }

  at(index: number): Group | undefined {
    return index < this.length ? this.#source.group(index) : undefined;
  }

  briefAt(index: number): BriefGroup {
    return this.#source.brief(index);
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
    const groups: Group[] = [];
    for (let index = start; index < last; index++) {
      groups.push(this.#source.group(index));
    }
    return groups;
  }
}
