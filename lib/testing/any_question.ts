/** Questions of all sorts about the lines of `any_line.ts`, for property tests. */
import fc from "fast-check";

const PATHS = [
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
];
const paths = (maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...PATHS), { maxLength });
const condition = fc.oneof(
  fc.tuple(
    fc.constantFrom(...PATHS),
    fc.constantFrom("=", "!=", "<", ">=", "~", "!~"),
    fc.constantFrom("1", "x", "3.9", "Linux|Windows", "100", "2026", "3.10"),
  ).map((parts) => parts.join("")),
  fc.constantFrom(...PATHS).map((path) => `${path}?`),
  fc.constantFrom(...PATHS).map((path) => `!${path}`),
);

/** A query string. */
export const anyQuestion = fc.record({
  group_by: paths(3),
  distinct: paths(2),
  where: fc.array(condition, { maxLength: 2 }),
  since: fc.option(fc.constantFrom("2026-11-01", "2026-11-23T10:30:00Z")),
  until: fc.option(fc.constantFrom("2026-11-24", "2027-01-01")),
  limit: fc.option(fc.integer({ min: 1, max: 12 })),
  top: fc.option(fc.integer({ min: 1, max: 3 })),
  order: fc.constantFrom("count", "key"),
}).map((parts) => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    for (const each of [value ?? []].flat()) params.append(name, String(each));
  }
  return params.toString();
});
