import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { join } from "@std/path";
import { SegmentListing } from "./segment_listing.ts";

const LINE = `{"server_time":"2026-11-23T21:04:05.123Z"}\n`;

/** A folder with a segment whose writer has written two lines, of which one is acknowledged. */
class Listed implements Disposable {
  readonly directory = Deno.makeTempDirSync();
  readonly path = join(this.directory, "2026-11-23.jsonl");
  sizeBytes = LINE.length;
  looks = 0;
  readonly listing = new SegmentListing({
    directory: this.directory,
    beforeLook: () => void this.looks++,
    written: () => ({ path: this.path, sizeBytes: this.sizeBytes }),
    foreignChanges: () => 0,
  });

  constructor() {
    Deno.writeTextFileSync(this.path, LINE + LINE);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

Deno.test("likely() has what was listed, and what was acknowledged since, without a look", () => {
  using listed = new Listed();
  const { listing } = listed;
  assertEquals(listing.likely(), undefined);
  const views = listing.views();
  assertEquals(views.map(({ sizeBytes }) => sizeBytes), [LINE.length]);
  assertStrictEquals(listing.likely(), views);
  listed.sizeBytes = 2 * LINE.length;
  const grown = listing.likely();
  assertEquals(grown?.map(({ sizeBytes }) => sizeBytes), [2 * LINE.length]);
  assertStrictEquals(listing.views(), grown);
  assertEquals(listed.looks, 1);
});

Deno.test("likely() says nothing once something was added to the folder, or taken away", () => {
  using listed = new Listed();
  const { listing, directory } = listed;
  // A time of its own, however coarse the clock of files is.
  Deno.utimeSync(directory, 1_000_000_000, 1_000_000_000);
  const another = join(directory, "2014-08-09.jsonl");
  for (
    const change of [
      () => Deno.writeTextFileSync(another, LINE),
      () => Deno.removeSync(another),
    ]
  ) {
    listing.forget();
    listing.views();
    assert(listing.likely() !== undefined);
    change();
    assertEquals(listing.likely(), undefined);
    Deno.utimeSync(directory, 1_000_000_001, 1_000_000_001);
  }
});

Deno.test("likely() says nothing of a folder that is gone", () => {
  const listed = new Listed();
  listed.listing.views();
  listed[Symbol.dispose]();
  assertEquals(listed.listing.likely(), undefined);
});
