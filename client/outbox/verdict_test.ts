import { assertEquals } from "@std/assert";
import { answer } from "./fixtures.ts";
import { type BatchAnswer, type Verdict, verdictOf } from "./verdict.ts";

const STORED = { index: 0, status: "stored" };
const DUPLICATE = { index: 1, status: "duplicate" };
const REJECTED = { index: 1, status: "rejected", error: "too deep" };
const NOT_OURS: Verdict = {
  kind: "later",
  reason: "200, but not from a server of ours",
};

const CASES: [name: string, answer: BatchAnswer, verdict: Verdict][] = [
  [
    "takes stored and duplicate for taken",
    answer(200, { success: true, items: [STORED, DUPLICATE] }),
    { kind: "taken", refusals: [] },
  ],
  [
    "names the rejected ones, and why",
    answer(200, { success: false, items: [STORED, REJECTED] }),
    { kind: "taken", refusals: [{ index: 1, reason: "too deep" }] },
  ],
  [
    "takes success without items for all",
    answer(200, { success: true }),
    { kind: "taken", refusals: [] },
  ],
  ["believes no page", answer(200, "<html>Sign in</html>"), NOT_OURS],
  ["believes no other JSON", answer(200, { items: [] }), NOT_OURS],
  ["believes no null", answer(200, "null"), NOT_OURS],
  [
    "believes no failure without items",
    answer(200, { success: false }),
    NOT_OURS,
  ],
  [
    "believes no status it does not know",
    answer(200, { success: true, items: [STORED, { status: "maybe" }] }),
    NOT_OURS,
  ],
  ["refuses on 400", answer(400, "bad"), {
    kind: "refused",
    reason: "400 bad",
  }],
  ["refuses on 413", answer(413), { kind: "refused", reason: "413" }],
  [
    "waits on 429 as long as asked",
    answer(429, "slow", "7"),
    { kind: "later", reason: "429 slow", retryAfterMs: 7000 },
  ],
  ["waits on 408", answer(408), { kind: "later", reason: "408" }],
  [
    "waits on 503 as long as asked",
    answer(503, "full", "3"),
    { kind: "later", reason: "503 full", retryAfterMs: 3000 },
  ],
  ["waits on 500", answer(500, "oh"), { kind: "later", reason: "500 oh" }],
  ["waits on a redirect", answer(302), { kind: "later", reason: "302" }],
];

for (const [name, given, verdict] of CASES) {
  Deno.test(`verdictOf() ${name}`, () => {
    assertEquals(verdictOf(given, { count: 2, nowMs: 0 }), verdict);
  });
}
