import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { FileMark, SegmentView } from "../../journal/segment.ts";
import { confirmStretch, describeStretch } from "./evidence.ts";

const LINES = `${"a".repeat(5000)}${"b".repeat(5000)}${"c".repeat(5000)}`;
const SEALED: FileMark = { inode: 7, modifiedMs: 1000 };
const WRITTEN: FileMark = { inode: 7, modifiedMs: undefined };

interface Case {
  readonly what: string;
  readonly before: FileMark | undefined;
  readonly now: FileMark | undefined;
  /** In the file, between the description and its check. */
  readonly change?: (text: string) => string;
  readonly isConfirmed: boolean;
}

const middle = (text: string) => text.replace("bbb", "xxx");
const beginning = (text: string) => text.replace("aaa", "xxx");
const end = (text: string) => text.replace(/ccc$/, "xxx");

const CASES: readonly Case[] = [
  { what: "sealed, untouched", before: SEALED, now: SEALED, isConfirmed: true },
  {
    what: "sealed, untouched as it says: it is not looked at",
    before: SEALED,
    now: SEALED,
    change: beginning,
    isConfirmed: true,
  },
  {
    what: "sealed, touched",
    before: SEALED,
    now: { ...SEALED, modifiedMs: 1001 },
    isConfirmed: false,
  },
  {
    what: "another file",
    before: WRITTEN,
    now: { ...WRITTEN, inode: 8 },
    isConfirmed: false,
  },
  {
    what: "written then and sealed now",
    before: WRITTEN,
    now: SEALED,
    isConfirmed: true,
  },
  {
    what: "sealed then and written now",
    before: SEALED,
    now: WRITTEN,
    isConfirmed: true,
  },
  {
    what: "appended to",
    before: WRITTEN,
    now: WRITTEN,
    change: (text) => `${text}more`,
    isConfirmed: true,
  },
  {
    what: "shorter than the stretch",
    before: WRITTEN,
    now: WRITTEN,
    change: (text) => text.slice(0, -1),
    isConfirmed: false,
  },
  {
    what: "changed at the beginning",
    before: WRITTEN,
    now: SEALED,
    change: beginning,
    isConfirmed: false,
  },
  {
    what: "changed at the end",
    before: WRITTEN,
    now: SEALED,
    change: end,
    isConfirmed: false,
  },
  {
    what: "lines shifted by what was cut out in the middle",
    before: WRITTEN,
    now: WRITTEN,
    change: (text) => middle(text).replace("xxx", "") + "ddd",
    isConfirmed: false,
  },
  {
    what: "no marks to be had",
    before: undefined,
    now: undefined,
    isConfirmed: true,
  },
  {
    what: "no marks to be had, changed at the end",
    before: undefined,
    now: undefined,
    change: end,
    isConfirmed: false,
  },
];

function viewOf(path: string, mark: FileMark | undefined): SegmentView {
  const sizeBytes = Deno.statSync(path).size;
  return mark ? { path, sizeBytes, mark } : { path, sizeBytes };
}

for (const { what, before, now, change, isConfirmed } of CASES) {
  Deno.test(`a stretch is ${isConfirmed ? "" : "not "}confirmed: ${what}`, () => {
    using folder = new Folder();
    const path = join(folder.path, "2026-11-23.jsonl");
    Deno.writeTextFileSync(path, LINES);
    const stretch = { path, start: 0, end: LINES.length };
    const stored = describeStretch(stretch, viewOf(path, before));
    Deno.writeTextFileSync(path, change?.(LINES) ?? LINES);
    const kept = JSON.parse(JSON.stringify(stored));
    assertEquals(
      confirmStretch(kept, viewOf(path, now)),
      isConfirmed ? stretch : undefined,
    );
  });
}

Deno.test("a stretch of a segment that is gone is not confirmed", () => {
  using folder = new Folder();
  const path = join(folder.path, "2026-11-23.jsonl");
  Deno.writeTextFileSync(path, LINES);
  const view = viewOf(path, undefined);
  const stored = describeStretch({ path, start: 0, end: 9 }, view);
  Deno.removeSync(path);
  assertEquals(confirmStretch(stored, view), undefined);
});

class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync();

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
