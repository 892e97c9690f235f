import { assertEquals } from "@std/assert";
import { hostOf, pathOf, searchParamsOf } from "./request_target.ts";

const URLS: readonly [url: string, path: string, params: string][] = [
  ["http://box:8888/v1/count?top=1&a=%20", "/v1/count", "top=1&a=+"],
  ["http://box/", "/", ""],
  ["http://box", "/", ""],
  ["http://box?x=/y", "/", "x=%2Fy"],
  ["http://box/a/b?c?d//e", "/a/b", "c%3Fd%2F%2Fe="],
  ["http://[::1]:1//a//b?x", "//a//b", "x="],
  ["http://no host: chunked/v1/records?limit=1", "/v1/records", "limit=1"],
  ["http:///?x", "/", "x="],
];

for (const [url, path, params] of URLS) {
  Deno.test(`the parts of ${url} are ${path} and ${params || "nothing"}`, () => {
    assertEquals(pathOf(url), path);
    assertEquals(`${searchParamsOf(url)}`, params);
  });
}

Deno.test("hostOf() is the Host header, and without one the URL's host", () => {
  const url = "https://box:8888/v1/count?where=a//b";
  assertEquals(hostOf(new Request(url)), "box:8888");
  const headers = { host: "other" };
  assertEquals(hostOf(new Request(url, { headers })), "other");
});
