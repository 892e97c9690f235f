/** What a count is about, in words. */

/** Says what the question counts: "Records by @python per month, where @os=Linux, since 1y". */
export function countTitle(params: URLSearchParams): string {
  const values = (name: string) =>
    params.getAll(name).filter((value) => value !== "");
  const groups = values("group_by").join(",")
    .replace(/(?<!\\),\s*/g, ", ");
  const interval = values("interval")[0];
  const subject = "Records" + (groups ? ` by ${groups}` : "") +
    (interval ? ` per ${interval}` : "");
  return [
    subject,
    ...values("where").map((condition) => `where ${condition}`),
    ...values("since").map((bound) => `since ${bound}`),
    ...values("until").map((bound) => `until ${bound}`),
    ...values("limit").map((limit) => `the latest ${limit}`),
  ].join(", ");
}
