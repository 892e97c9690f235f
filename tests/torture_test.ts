/** A bounded part of `deno task torture`. */
import { assertEquals } from "@std/assert";
import { KINDS, TemporaryFolder } from "./server_process.ts";
import { killRounds } from "./torture/kill.ts";

for (const kind of KINDS) {
  Deno.test(`${kind}: every acknowledged event of 64 connections is there once after each of 5 kills`, async () => {
    using folder = new TemporaryFolder();
    const figures = await killRounds({
      folder: folder.path,
      kind,
      rounds: 5,
      seed: 20261124,
      say: () => {},
    });
    assertEquals(figures.rounds, 5);
  });
}
