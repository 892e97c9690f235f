/** What a server meets besides the usual: facts that are missing, strange, or of another type. */
import type { JsonObject } from "./event.ts";
import type { Random } from "../../lib/testing/random.ts";

/** How many of the events have one. */
export const ODD_SHARE = 0.03;

/** Each changes the event that it is given. */
const ODDITIES: readonly [Oddity, ...Oddity[]] = [
  (event) => delete event.hostfqdn,
  (event) => delete event.uname,
  (event) => delete event.python,
  (event) => event.username = null,
  (event) => event.username = 'o"brien\\admin',
  (event) => event.username = "тест ✓ 🐍",
  (event) => event.hostname = "",
  (event) => event.uname = "Linux",
  (event) => event.time = { utc: "1970-01-01T00:00:00.000Z" },
  (event) => event.tags = { "site.name": "a\tb", 0: "zero", "": [] },
  (event) => event.tags = [1, -0.5, 1e21, true, null],
  (event) => change(event.python, { is_64bit: "True" }),
  (event) => change(event.python, { version_info: "3.11.4" }),
  (event) => change(event.python, { version_info: [3] }),
  (event) =>
    change(event.python, { argv: ["C:\\tmp\\é\n.py", "\u0001", "</script>"] }),
  (event) => change(event.python, { compiler: "" }),
];

type Oddity = (event: JsonObject) => unknown;

/** Makes one event odd. */
export function makeOdd(event: JsonObject, random: Random): void {
  random.pick(ODDITIES)(event);
}

function change(part: unknown, values: JsonObject): void {
  if (typeof part === "object" && part !== null) Object.assign(part, values);
}
