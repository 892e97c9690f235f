import { assertEquals } from "@std/assert";
import type { ClientEvent } from "../event.ts";
import { type IdentityPolicy, withNames } from "./identity.ts";

const EVENT = {
  username: "zoe",
  uuid: "u",
  hostname: "box",
  hostfqdn: "box.example.org",
  uname: { system: "Linux", node: "box" },
  python: {
    argv: ["job.py"],
    executable: "/home/zoe/.venv/bin/python",
    bin: "C:\\Users\\Zoe\\python.exe",
    version_info: [3, 12],
  },
  client: { missing: ["os"] },
  tags: { owner: "zoe" },
} as unknown as ClientEvent;

const HASH_OF_BOX = "71affbd88571b1d772c9ecdfdbbf96d7";
const KEY = "a site's own secret";
const PLAIN: IdentityPolicy = {
  userNames: "plain",
  hostNames: "plain",
  hashKey: undefined,
};

Deno.test("withNames() changes nothing where all are plain", async () => {
  assertEquals(await withNames(EVENT, PLAIN), EVENT);
});

Deno.test("withNames() leaves a user's name out, in paths too, and keeps the host's", async () => {
  const event = await withNames(EVENT, { ...PLAIN, userNames: "none" });
  assertEquals(event.username, undefined);
  assertEquals(event.hostname, "box");
  assertEquals(event.python as unknown, {
    argv: ["job.py"],
    executable: "/home/~/.venv/bin/python",
    bin: "C:\\Users\\~\\python.exe",
    version_info: [3, 12],
  });
  assertEquals(event.tags, { owner: "zoe" });
});

Deno.test("withNames() leaves all names of the host out", async () => {
  const event = await withNames(EVENT, { ...PLAIN, hostNames: "none" });
  const { username, hostname, hostfqdn, uname } = event;
  assertEquals(
    JSON.parse(JSON.stringify({ username, hostname, hostfqdn, uname })),
    { username: "zoe", uname: { system: "Linux" } },
  );
});

Deno.test("withNames() hashes with the site's key: HMAC-SHA-256, half of it", async () => {
  const policy = {
    userNames: "hash",
    hostNames: "hash",
    hashKey: KEY,
  } as const;
  const event = await withNames(EVENT, policy);
  // printf box | openssl dgst -sha256 -hmac "a site's own secret"
  assertEquals(event.hostname, HASH_OF_BOX);
  assertEquals(event.uname?.node, HASH_OF_BOX);
  assertEquals(event.username?.length, 32);
  assertEquals(JSON.stringify(event.python).includes("zoe"), false);
  const other = await withNames(EVENT, { ...policy, hashKey: `${KEY}!` });
  assertEquals(other.hostname === event.hostname, false);
});

Deno.test("withNames() sends no name where a hash was asked for without a key, and says so", async () => {
  const policy = { ...PLAIN, userNames: "hash" } as const;
  const { username, hostname, client } = await withNames(EVENT, policy);
  assertEquals([username, hostname], [undefined, "box"]);
  assertEquals(client.missing, ["os", "config.hash_key"]);
});
