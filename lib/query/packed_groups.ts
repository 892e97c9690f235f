/** Groups as a few lists, in which one thread hands a million of them to another. */
import { distinctOf } from "./distinct.ts";
import { LazyGroups } from "./groups.ts";
import type { CountResult, Group, Groups } from "./result.ts";
import { TimeTexts } from "./time_text.ts";
import { tooLarge } from "./too_large.ts";

/** The members of groups, each as a list in their order. */
interface PackedGroups {
  readonly length: number;
  /** By path. */
  readonly keys: readonly string[][];
  readonly counts: Float64Array<ArrayBuffer>;
  readonly shares: Float64Array<ArrayBuffer>;
  /** Milliseconds since 1970; NaN where no record has a time. */
  readonly firsts: Float64Array<ArrayBuffer>;
  readonly lasts: Float64Array<ArrayBuffer>;
  /** By path; `undefined` where none is asked about. */
  readonly distinct: ReadonlyMap<string, Float64Array> | undefined;
}

/** A result on its way to another thread. */
export interface PackedResult extends Omit<CountResult, "groups"> {
  readonly packed: PackedGroups | undefined;
}

/** Of all keys together. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/** @throws {ServiceError} 422 where the keys are too long altogether */
export function packResult(
  { groups, ...rest }: CountResult,
  { maxCharacters = MAX_CHARACTERS } = {},
): PackedResult {
  return { ...rest, packed: groups && packGroups(groups, maxCharacters) };
}

/** The result that was packed. */
export function unpackResult({ packed, ...rest }: PackedResult): CountResult {
  return packed ? { ...rest, groups: unpackGroups(packed) } : rest;
}

function packGroups(groups: Groups, maxCharacters: number): PackedGroups {
  const { length } = groups;
  const first = groups.at(0);
  const packed = {
    length,
    keys: (first?.key ?? []).map((): string[] => []),
    counts: new Float64Array(length),
    shares: new Float64Array(length),
    firsts: new Float64Array(length),
    lasts: new Float64Array(length),
    distinct: first?.distinct && new Map(
      Object.keys(first.distinct)
        .map((path) => [path, new Float64Array(length)]),
    ),
  };
  let [index, characters] = [0, 0];
  for (const group of groups) {
    for (const [path, text] of group.key.entries()) {
      packed.keys[path]!.push(text);
      characters += text.length;
    }
    if (characters > maxCharacters) {
      throw tooLarge(`${maxCharacters} characters`);
    }
    packed.counts[index] = group.count;
    packed.shares[index] = group.share;
    packed.firsts[index] = Date.parse(group.first_seen ?? "");
    packed.lasts[index] = Date.parse(group.last_seen ?? "");
    for (const [path, counts] of packed.distinct ?? []) {
      counts[index] = group.distinct![path]!;
    }
    index++;
  }
  return packed;
}

function unpackGroups(
  { length, keys, counts, shares, firsts, lasts, distinct }: PackedGroups,
): Groups {
  const times = new TimeTexts();
  const textOf = (timeMs: number) =>
    Number.isNaN(timeMs) ? null : times.of(timeMs);
  const brief = (index: number) => ({
    key: keys.map((texts) => texts[index]!),
    count: counts[index]!,
  });
  const group = (index: number): Group => ({
    ...brief(index),
    share: shares[index]!,
    ...distinct && {
      distinct: distinctOf(
        Array.from(distinct, ([path, counts]) => [path, counts[index]!]),
      ),
    },
    first_seen: textOf(firsts[index]!),
    last_seen: textOf(lasts[index]!),
  });
  return new LazyGroups({ length, brief, group });
}
