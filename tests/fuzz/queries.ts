/** Questions that are nearly right, about records of all sorts, in all formats. */
import type { Random } from "../../lib/testing/random.ts";
import { EVENTS } from "./corpus.ts";
import { Handler } from "./handler.ts";
import { mutate } from "./mutate.ts";
import { Finding, type Target, type TargetKind } from "./target.ts";

const ACCEPTED: ReadonlySet<number> = new Set([200, 400, 404, 422]);

const PLACES = [
  "/v1/count",
  "/v1/count",
  "/v1/count",
  "/v1/records",
  "/v1/fields",
  "/v1/meta",
  "/",
  "/v1/download/import",
  "/nowhere",
] as const;

const PARTS = [
  "group_by=username",
  "group_by=@python,@os",
  "group_by=a.b.c.0",
  "group_by=a\\.b",
  "group_by=__proto__.polluted",
  "group_by=@day",
  "where=username=alice",
  "where=@python<3.10",
  "where=uname?",
  "where=!tags.team",
  "where=text~cmd",
  "where=html!~script",
  "where=python.version_info.1>=9|10",
  "where=constructor?",
  "since=30d",
  "since=2026-11-01",
  "until=2026-11-23T10:00:00Z",
  "interval=month",
  "interval=hour",
  "distinct=hostname,uuid",
  "limit=3",
  "top=2",
  "order=key",
  "format=json",
  "format=csv",
  "format=ndjson",
  "format=html",
  "format=md",
  "format=svg",
] as const;

const TOKENS = [
  "&",
  "=",
  "%",
  "%00",
  "%ff",
  "%1b",
  "%22",
  "%3C",
  "%E2%80%AE",
  "+",
  "|",
  "\\",
  ".",
  ",",
  "@",
  "!",
  "~",
  "<",
  "?",
  "0",
  "9999999999999999",
  "-1",
  "where=",
  "group_by=",
  "__proto__",
  "é",
] as const;

const ACCEPT = [
  "*/*",
  "text/html",
  "text/csv;q=0.5, */*;q=0.1",
  "image/svg+xml",
  ";;q=,",
  "",
] as const;

/** The target. */
export const queries: TargetKind = {
  name: "queries",
  share: 1,
  inputsPerTarget: 20_000,
  concurrency: 8,
  open: async () => {
    const lines = EVENTS.flatMap((event, index) =>
      Array.from({ length: 5 }, (_, day) =>
        event.replace(
          /}$/,
          `,"n":${index},"server_time":"2026-1${day % 3}-0${
            day + 1
          }T0${index}:00:00.000Z"}`,
        ))
    );
    const text = `${lines.join("\n")}\nno record\n`;
    return new Queries(await Handler.open(text));
  },
};

class Queries implements Target {
  readonly #handler: Handler;

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  async feed(random: Random): Promise<void> {
    const { status, type, text } = await this.#handler.answer(
      new Request(`http://box${random.pick(PLACES)}?${queryString(random)}`, {
        headers: { accept: random.pick(ACCEPT) },
      }),
    );
    if (!ACCEPTED.has(status)) throw new Finding(`answered ${status}`);
    if (type.startsWith("application/json")) JSON.parse(text);
    const isMarkup = type.startsWith("text/html") || type.startsWith("image/");
    const forbidden = ["<script", "\0", "\u001b"];
    if (isMarkup && forbidden.some((each) => text.includes(each))) {
      throw new Finding(`${type} with what an event or question brought`);
    }
    if (status === 400 && text.length > 10_000) {
      throw new Finding(`an error of ${text.length} characters`);
    }
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handler[Symbol.asyncDispose]();
  }
}

/** As text: what is no UTF-8 goes through the socket alone. */
function queryString(random: Random): string {
  const parts = Array.from(
    { length: random.below(6) },
    () => random.pick(PARTS),
  );
  const bytes = mutate(
    random,
    new TextEncoder().encode(parts.join("&")),
    TOKENS,
  );
  return new TextDecoder().decode(bytes);
}
