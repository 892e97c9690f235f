import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  type AccessPolicy,
  accessPolicy,
  hashSecret,
  type Right,
  RIGHTS,
  type Token,
} from "../access/mod.ts";
import { NO_DUPLICATES } from "../journal/mod.ts";
import type { Store } from "../store/store.ts";
import { Access } from "./access.ts";
import { createHandler } from "./app.ts";
import { PendingBodies } from "./pending_bodies.ts";
import { hostCheck } from "./host_check.ts";
import { ROUTES } from "./routes.ts";

const START = new Date("2026-11-23T21:04:05.123Z");
const CLOSED: AccessPolicy = { write: false, read: false, admin: false };

/** What a route is asked of; the store need not be a real one to be kept from. */
const STORE = {
  append: () => Promise.resolve(NO_DUPLICATES),
  stats: () => ({ state: "ok" }),
  records: () => Promise.resolve([]),
  fields: () => Promise.resolve({ fields: [] }),
  count: () => Promise.resolve({ groups: [], grouped_by: null }),
  countJson: () => Promise.resolve([new Uint8Array()]),
  exportLines: () => new ReadableStream(),
  snapshot: () => Promise.resolve(new Response("a tar").body),
} as unknown as Store;

/** A handler whose tokens are each called as its right is, with `-secret` behind. */
async function closedApp(
  { policy = CLOSED, trustProxy = false, names = ["box"] } = {},
) {
  const state = { now: START, tokens: [] as Token[] };
  state.tokens = await Promise.all(RIGHTS.map(async (right) => ({
    name: right,
    rights: [right],
    sha256: await hashSecret(`${right}-secret`),
    created: START.toISOString(),
  })));
  const findByHash = (sha256: string) =>
    state.tokens.find((token) => token.sha256 === sha256);
  const clock = () => state.now;
  const tokens = {
    find: async (secret: string) => findByHash(await hashSecret(secret)),
    findByHash,
  };
  const handle = createHandler({
    store: STORE,
    limits: { maxBodyBytes: 2000, maxBatchBytes: 4000, maxBatchItems: 5 },
    bodies: new PendingBodies({ maxBytes: 1_000_000, clockMs: () => 0 }),
    access: new Access({ policy, tokens, clock, trustProxy }),
    checkHost: hostCheck(names),
    clock,
    version: "1.2.3",
    started: START,
    report: (message) => {
      throw new Error(`Nothing should be reported, got ${message}`);
    },
  });
  const ask = async (
    path: string,
    { headers = {}, ...init }: RequestInit & {
      headers?: Record<string, string>;
    } = {},
  ) => {
    const url = new URL(path, "http://box/");
    const response = await handle(
      new Request(url, { headers: { host: url.host, ...headers }, ...init }),
    );
    return { response, text: await response.text() };
  };
  return { state, ask };
}

type Ask = Awaited<ReturnType<typeof closedApp>>["ask"];

function form(fields: Record<string, string>, headers = {}) {
  return { method: "POST", body: new URLSearchParams(fields), headers };
}

async function signIn(ask: Ask, right: Right, headers = {}, url = "/sign-in") {
  const { response } = await ask(
    url,
    form({ token: `${right}-secret`, next: "/v1/meta" }, headers),
  );
  assertEquals(response.status, 303);
  return response.headers.get("set-cookie")!;
}

for (const { method, path, right } of ROUTES) {
  if (right === undefined) continue;
  Deno.test(`${method} ${path} is for tokens with the right ${right}, and for no others`, async () => {
    const { ask } = await closedApp();
    const body = method === "POST" ? "{}" : null;
    const bare = await ask(path, { method, body });
    assertEquals(bare.response.status, 401);
    assertMatch(
      bare.response.headers.get("www-authenticate")!,
      /^Bearer realm=/,
    );
    assertEquals(JSON.parse(bare.text).error.code, "unauthorized");
    for (const each of RIGHTS) {
      const headers = { authorization: `Bearer ${each}-secret` };
      const { response, text } = await ask(path, { method, body, headers });
      if (each === right || each === "admin") {
        assert(response.ok, text);
      } else {
        assertEquals(response.status, 403);
        assertStringIncludes(text, `with the right \\"${right}\\"`);
        assertStringIncludes(
          response.headers.get("www-authenticate")!,
          `error="insufficient_scope", scope="${right}"`,
        );
      }
    }
  });
}

Deno.test("the token may be the password of Basic, under any name", async () => {
  const { ask } = await closedApp();
  for (const name of ["", "any", "a name"]) {
    const authorization = `Basic ${btoa(`${name}:read-secret`)}`;
    const { response } = await ask("/v1/meta", { headers: { authorization } });
    assertEquals(response.status, 200);
  }
});

const NO_TOKENS = [
  "Bearer",
  "Bearer a b",
  "Basic YTo=",
  "Basic YQ==",
  "Basic %",
  "Digest a",
  "",
];
for (const authorization of NO_TOKENS) {
  Deno.test(`the Authorization header ${JSON.stringify(authorization)} is no token`, async () => {
    const { ask } = await closedApp();
    const { response, text } = await ask("/v1/meta", {
      headers: { authorization },
    });
    assertEquals(response.status, 401);
    assertStringIncludes(text, 'must be \\"Bearer TOKEN\\"');
  });
}

Deno.test("an unknown token, and one that was removed, are refused", async () => {
  const { ask, state } = await closedApp();
  const headers = { authorization: "Bearer read-secret" };
  assertEquals((await ask("/v1/meta", { headers })).response.status, 200);
  state.tokens = [];
  const { response } = await ask("/v1/meta", { headers });
  assertEquals(response.status, 401);
  assertStringIncludes(
    response.headers.get("www-authenticate")!,
    'error="invalid_token"',
  );
});

Deno.test("health, style and the page to sign in at need no token", async () => {
  const { ask } = await closedApp();
  for (const path of ["/healthz", "/style.css", "/sign-in"]) {
    assertEquals((await ask(path)).response.status, 200);
  }
});

Deno.test("what is open needs no token, though other things do", async () => {
  const policy = accessPolicy({
    host: "0.0.0.0",
    trustProxy: false,
    openRead: undefined,
    requireWriteToken: false,
  });
  const { ask } = await closedApp({ policy });
  const posted = await ask("/v1/on_import", { method: "POST", body: "{}" });
  assertEquals(posted.response.status, 200);
  assertEquals((await ask("/v1/count")).response.status, 401);
});

Deno.test("a browser that may not read is led to the page to sign in at, and back", async () => {
  const { ask } = await closedApp();
  const { response, text } = await ask("/v1/records?limit=5", {
    headers: { accept: "text/html" },
  });
  assertEquals(response.status, 401);
  const href = "/sign-in?next=%2Fv1%2Frecords%3Flimit%3D5";
  assertStringIncludes(text, `href="${href}"`);
  const page = await ask(href);
  assertStringIncludes(page.text, 'name="next" value="/v1/records?limit=5"');
});

Deno.test("a browser signs in with a token, reads with its cookie, and signs out", async () => {
  const { ask } = await closedApp();
  const cookie = await signIn(ask, "read");
  assertMatch(
    cookie,
    /^pyanalytics_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const headers = { cookie: cookie.split(";")[0]! };
  assertEquals((await ask("/v1/meta", { headers })).response.status, 200);
  const post = { method: "POST", headers };
  assertEquals((await ask("/v1/on_import", post)).response.status, 403);
  const out = await ask("/sign-out", post);
  assertEquals(out.response.status, 303);
  assertMatch(out.response.headers.get("set-cookie")!, /=; .*Max-Age=0/);
  assertEquals((await ask("/v1/meta", { headers })).response.status, 401);
});

Deno.test("a session ends with its token, and after twelve hours", async () => {
  const { ask, state } = await closedApp();
  const headers = { cookie: (await signIn(ask, "read")).split(";")[0]! };
  const status = async () =>
    (await ask("/v1/meta", { headers })).response.status;
  state.now = new Date(START.getTime() + 12 * 3_600_000 - 1);
  assertEquals(await status(), 200);
  const { tokens } = state;
  state.tokens = [];
  assertEquals(await status(), 401);
  state.tokens = tokens;
  assertEquals(await status(), 200);
  state.now = new Date(START.getTime() + 12 * 3_600_000);
  assertEquals(await status(), 401);
});

Deno.test("under TLS the cookie is Secure, behind a trusted proxy too, on nobody else's word", async () => {
  const forwarded = { "x-forwarded-proto": "https" };
  const direct = await closedApp();
  const secure = /^__Host-pyanalytics_session=.*; Secure$/;
  assertMatch(
    await signIn(direct.ask, "read", {}, "https://box/sign-in"),
    secure,
  );
  assert(!secure.test(await signIn(direct.ask, "read", forwarded)));
  const proxied = await closedApp({ trustProxy: true });
  assertMatch(await signIn(proxied.ask, "read", forwarded), secure);
});

Deno.test("an unknown token signs nobody in", async () => {
  const { ask } = await closedApp();
  const { response, text } = await ask("/sign-in", form({ token: "wrong" }));
  assertEquals(response.status, 401);
  assertEquals(response.headers.get("set-cookie"), null);
  assertStringIncludes(text, "not known here");
});

const LOCATIONS: readonly [next: string, location: string][] = [
  ["/v1/count?group_by=@python", "/v1/count?group_by=@python"],
  ["//evil.example/", "/"],
  ["/\\evil.example/", "/"],
  ["https://evil.example/", "/"],
  ["/a\r\nset-cookie: b=c", "/"],
  ["", "/"],
];
for (const [next, location] of LOCATIONS) {
  Deno.test(`after signing in ${JSON.stringify(next)} leads to ${location}`, async () => {
    const { ask } = await closedApp();
    const { response } = await ask(
      "/sign-in",
      form({ token: "read-secret", next }),
    );
    assertEquals(response.headers.get("location"), location);
  });
}

const ORIGINS: readonly [headers: Record<string, string>, status: number][] = [
  [{ "sec-fetch-site": "same-origin" }, 303],
  [{ "sec-fetch-site": "none" }, 303],
  [{ "sec-fetch-site": "same-site" }, 403],
  [{ "sec-fetch-site": "cross-site", origin: "http://box" }, 403],
  [{ origin: "http://box" }, 303],
  [{ origin: "http://evil.example" }, 403],
  [{ origin: "http://box:1" }, 403],
  [{ origin: "null" }, 403],
  [{}, 303],
];
for (const [headers, status] of ORIGINS) {
  Deno.test(`a form with ${JSON.stringify(headers)} is answered with ${status}`, async () => {
    const { ask } = await closedApp();
    for (const path of ["/sign-in", "/sign-out"]) {
      const { response } = await ask(
        path,
        form({ token: "read-secret" }, headers),
      );
      assertEquals(response.status, status);
    }
  });
}

const HOSTS: readonly [host: string, status: number][] = [
  ["box", 200],
  ["BOX:8888", 200],
  ["box.:8888", 200],
  ["localhost:8888", 200],
  ["a.localhost", 200],
  ["127.0.0.1:8888", 200],
  ["10.1.2.3", 200],
  ["[::1]:8888", 200],
  ["[fe80::1]", 200],
  ["evil.example", 421],
  ["127.0.0.1.evil.example", 421],
  ["box.evil.example", 421],
  ["localhost.evil.example:8888", 421],
  ["evil.example:localhost", 421],
  ["evil.example@box", 421],
  ["fe80::1", 421],
  ["[evil.example]", 421],
];
for (const [host, status] of HOSTS) {
  Deno.test(`the Host ${host} is answered with ${status}`, async () => {
    const { ask } = await closedApp();
    const { response, text } = await ask("/healthz", { headers: { host } });
    assertEquals(response.status, status);
    if (status === 421) assertStringIncludes(text, "--allowed-host");
  });
}

Deno.test("events are taken under any Host", async () => {
  const { ask } = await closedApp({ policy: { ...CLOSED, write: true } });
  const { response } = await ask("/v1/on_import", {
    method: "POST",
    body: "{}",
    headers: { host: "an.alias.example" },
  });
  assertEquals(response.status, 200);
});
