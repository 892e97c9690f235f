import { assertEquals } from "@std/assert";
import { suggestionsOf } from "./suggestions.ts";

Deno.test("a page gets the suggestions of the store", async () => {
  const known = { paths: ["user"], conditions: ["user=a"] };
  const store = { suggestions: () => Promise.resolve(known) };
  assertEquals(await suggestionsOf(store), known);
});

Deno.test("a page waits for no suggestions that do not come, and needs none", async () => {
  const never = { suggestions: () => new Promise<never>(() => {}) };
  assertEquals(await suggestionsOf(never), undefined);
  const failing = { suggestions: () => Promise.reject(new Error("gone")) };
  assertEquals(await suggestionsOf(failing), undefined);
});
