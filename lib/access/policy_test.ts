import { assertEquals } from "@std/assert";
import {
  accessPolicy,
  describePolicy,
  isAllOpen,
  type PolicyOptions,
} from "./policy.ts";

const DEFAULTS: PolicyOptions = {
  host: "127.0.0.1",
  trustProxy: false,
  openRead: undefined,
  requireWriteToken: false,
};

/** Which rights everyone has: w, r, a. */
const CASES: readonly [options: Partial<PolicyOptions>, open: string][] = [
  [{}, "wra"],
  [{ host: "localhost" }, "wra"],
  [{ host: "::1" }, "wra"],
  [{ host: "127.5.5.5" }, "wra"],
  [{ host: "0.0.0.0" }, "w"],
  [{ host: "::" }, "w"],
  [{ host: "10.1.2.3" }, "w"],
  [{ host: "localhost.example" }, "w"],
  [{ host: "127.example" }, "w"],
  [{ trustProxy: true }, "w"],
  [{ trustProxy: true, openRead: true }, "wr"],
  [{ openRead: false }, "w"],
  [{ requireWriteToken: true }, "r"],
  [{ host: "0.0.0.0", openRead: true }, "wr"],
  [{ host: "0.0.0.0", requireWriteToken: true }, ""],
  [{ host: "0.0.0.0", openRead: true, requireWriteToken: true }, "r"],
];
for (const [options, open] of CASES) {
  Deno.test(`with ${JSON.stringify(options)} "${open}" is open to everyone`, () => {
    const policy = accessPolicy({ ...DEFAULTS, ...options });
    const { write, read, admin } = policy;
    assertEquals(
      [write ? "w" : "", read ? "r" : "", admin ? "a" : ""].join(""),
      open,
    );
    assertEquals(isAllOpen(policy), open === "wra");
  });
}

Deno.test("describePolicy() says of every right who has it", () => {
  assertEquals(
    describePolicy({ write: true, read: false, admin: false }),
    "Writing is open to everyone, reading needs a token, administering needs a token: " +
      "see pyanalytics-server token --help",
  );
  assertEquals(
    describePolicy({ write: true, read: true, admin: true }),
    "Writing is open to everyone, reading is open to everyone, administering is open to " +
      "everyone on this machine",
  );
});
