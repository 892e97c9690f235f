/** Questions of all sorts about the lines of `any_line.ts`, for property tests, and parts of such. */
import fc from "fast-check";

/** Paths that some lines have, in usual and odd shapes, and some that none has. */
export const PATHS = [
  "a",
  "a.b",
  "a.0",
  "0",
  "uname.0",
  "uname",
  "a\\.b",
  "a.b.a",
  "python.version",
  "python.version_info.0",
  "@python",
  "@os",
  "@arch",
  "@day",
  "@month",
  "@hour",
  "server_time",
  "é",
  "__proto__",
  "missing",
  "a.1.a",
] as const;

const operand = fc.constantFrom(
  "1",
  "x",
  "3.9",
  "3.10.1",
  "3.10.1 (x)",
  "Linux",
  "Linux|Windows",
  "100",
  "2026",
  "3.10",
  "2026-11-23T10",
  "true",
  "[3,10,1]",
  '"system":"Windows"',
);

/** Conditions of `where`. */
export const condition = fc.oneof(
  fc.tuple(
    fc.constantFrom(...PATHS),
    fc.constantFrom("=", "!=", "<", "<=", ">", ">=", "~", "!~"),
    operand,
  ).map((parts) => parts.join("")),
  fc.constantFrom(...PATHS).map((path) => `${path}?`),
  fc.constantFrom(...PATHS).map((path) => `!${path}`),
);

/** The parameters that say which records a question is about. */
export const filter = {
  where: fc.array(condition, { maxLength: 2 }),
  since: fc.option(fc.constantFrom("2026-11-01", "2026-11-23T10:30:00Z")),
  until: fc.option(fc.constantFrom("2026-11-24", "2027-01-01")),
  limit: fc.option(fc.integer({ min: 1, max: 12 })),
};

/** The query string of some parameters; a list is given several times. */
export function queryString(
  parts: Readonly<Record<string, unknown>>,
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    for (const each of [value ?? []].flat()) params.append(name, String(each));
  }
  return params.toString();
}

const paths = (maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...PATHS), { maxLength });

/** A query string for counts. */
export const anyQuestion = fc.record({
  ...filter,
  group_by: paths(4),
  interval: fc.option(fc.constantFrom("hour", "day", "week", "month", "year")),
  distinct: paths(4),
  top: fc.option(fc.integer({ min: 1, max: 3 })),
  order: fc.constantFrom("count", "key"),
})
  // No path may be given twice.
  .filter(({ group_by, interval }) =>
    !group_by.some((path) => path === `@${interval}`)
  )
  .map(queryString);
