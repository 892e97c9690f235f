/** Answers of unlike programs to one question, made comparable. */

/** Counts per key; what order the program gave them in plays no part. */
export interface Answer {
  /** By the compact JSON list of the key's texts: the count, then the distinct values if asked. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
  /** How many matching events lack a part of the key; `undefined` where that is not told. */
  readonly without: number | undefined;
}

/** An answer and whose it is. */
export interface NamedAnswer {
  readonly name: string;
  readonly answer: Answer;
}

const MAX_SHOWN = 5;

/** The answer in rows of a table: the texts of the key first, then the count and other figures. */
export function answerOfRows(
  rows: readonly (readonly unknown[])[],
  keyLength: number,
): Answer {
  const groups = new Map<string, readonly number[]>();
  let without = 0;
  for (const row of rows) {
    const key = row.slice(0, keyLength);
    const figures = row.slice(keyLength).map(Number);
    if (key.includes(null)) without += figures[0]!;
    else groups.set(JSON.stringify(key.map(String)), figures);
  }
  return { groups, without };
}

/** The answer in an object `{key: count}`. */
export function answerOfCounts(
  counts: Readonly<Record<string, number>>,
): Answer {
  const groups = new Map(
    Object.entries(counts).map(([key, count]) => [
      JSON.stringify([key]),
      [count],
    ]),
  );
  return { groups, without: undefined };
}

/** What two answers differ in, with the first keys that do; `undefined` where they are equal. */
export function differenceOf(a: NamedAnswer, b: NamedAnswer):
  | string
  | undefined {
  const keys = new Set([...a.answer.groups.keys(), ...b.answer.groups.keys()]);
  const differences = [...keys].sort().flatMap((key) => {
    const [inA, inB] = [a, b].map(({ answer }) =>
      answer.groups.get(key)?.join("/") ?? "none"
    );
    return inA === inB ? [] : [`${key}: ${inA} and ${inB}`];
  });
  const [lackA, lackB] = [a.answer.without, b.answer.without];
  if (lackA !== undefined && lackB !== undefined && lackA !== lackB) {
    differences.push(`events without the key: ${lackA} and ${lackB}`);
  }
  if (differences.length === 0) return undefined;
  return `${a.name} and ${b.name} differ in ${differences.length}: ${
    differences.slice(0, MAX_SHOWN).join("; ")
  }`;
}
