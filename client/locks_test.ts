import { assertEquals } from "@std/assert";
import { parseValues } from "./facts/registry.ts";
import { policyText } from "./locks.ts";
import { optionTypes } from "./options.ts";

/** As `reg query HKLM\\SOFTWARE\\Policies\\PythonAnalytics` prints it. */
const PRINTED = [
  "",
  "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\PythonAnalytics",
  "    Enabled    REG_DWORD    0x0",
  "    Server    REG_SZ    https://analytics.example:8443",
  "    TimeoutMs    REG_DWORD    0xbb8",
  "    user_names    REG_SZ    hash",
  "    HashKey    REG_SZ    1234567890123456",
  "    Packages    REG_SZ    true",
  "    Tag    REG_SZ    site=zrh,owner=a=b",
  "",
].join("\r\n");

Deno.test("policyText() has the policy's values as a config file would", () => {
  assertEquals(JSON.parse(policyText(parseValues(PRINTED), optionTypes())), {
    enabled: false,
    server: "https://analytics.example:8443",
    timeout_ms: 3000,
    user_names: "hash",
    hash_key: "1234567890123456",
    packages: true,
    tag: { site: "zrh", owner: "a=b" },
  });
});

Deno.test("policyText() keeps what is not accepted, for the message", () => {
  const text = policyText({ Argv: "most", Nope: "1" }, optionTypes());
  assertEquals(JSON.parse(text), { argv: "most", Nope: "1" });
});
