import { assertEquals } from "@std/assert";
import type { FileMark, SegmentView } from "../journal/segment.ts";
import { type Block, newBlock } from "./block.ts";
import { BlockIndex } from "./block_index.ts";
import { MAX_ROWS } from "./scanner.ts";
import type { Stretch } from "./stretch.ts";

/** Bytes of a full block, of lines that are all one byte long. */
const FULL = 100;

/** Cuts stretches into full blocks and a last one, and notes what was read. */
class Reader {
  read: string[] = [];

  readonly blocks = (stretches: readonly Stretch[]): Block[] => {
    this.read.push(...stretches.map(text));
    const blocks: Block[] = [];
    let [open, openBytes]: [Stretch[], number] = [[], 0];
    const close = () => {
      const isFull = openBytes === FULL;
      blocks.push(newBlock({
        stretches: open,
        rows: isFull ? MAX_ROWS : openBytes,
        times: new Float64Array(),
        invalid: undefined,
        columns: [],
      }));
      [open, openBytes] = [[], 0];
    };
    for (const { path, start, end } of stretches) {
      for (let at = start; at < end;) {
        const to = Math.min(end, at + FULL - openBytes);
        open.push({ path, start: at, end: to });
        openBytes += to - at;
        if (openBytes === FULL) close();
        at = to;
      }
    }
    if (openBytes > 0) close();
    return blocks;
  };

  /** What was read since the last call. */
  taken(): string[] {
    return this.read.splice(0);
  }
}

function text({ path, start, end }: Stretch): string {
  return `${path} ${start}-${end}`;
}

function view(path: string, sizeBytes: number, mark?: FileMark): SegmentView {
  return mark ? { path, sizeBytes, mark } : { path, sizeBytes };
}

/** All stretches of all blocks, one text for each block. */
function layout(blocks: readonly Block[]): string[] {
  return blocks.map(({ stretches }) => stretches.map(text).join(", "));
}

Deno.test("update() reads what is appended as a block, with those before it that are not much larger", () => {
  const index = new BlockIndex();
  const reader = new Reader();
  index.update([view("a", 130)], reader.blocks);
  assertEquals(reader.taken(), ["a 0-130"]);
  index.update([view("a", 135)], reader.blocks);
  assertEquals(reader.taken(), ["a 130-135"]);
  const blocks = index.update([view("a", 140), view("b", 30)], reader.blocks);
  assertEquals(reader.taken(), ["a 100-140", "b 0-30"]);
  assertEquals(layout(blocks), ["a 0-100", "a 100-140, b 0-30"]);
});

Deno.test("update() reads nothing again of the blocks in front of and behind a segment that is gone", () => {
  const index = new BlockIndex();
  const reader = new Reader();
  const views = [view("a", 150), view("b", 100), view("c", 150)];
  assertEquals(layout(index.update(views, reader.blocks)), [
    "a 0-100",
    "a 100-150, b 0-50",
    "b 50-100, c 0-50",
    "c 50-150",
  ]);
  reader.taken();
  const without = index.update(views.slice(1), reader.blocks);
  assertEquals(reader.taken(), ["b 0-50"]);
  assertEquals(layout(without), ["b 0-50", "b 50-100, c 0-50", "c 50-150"]);
});

Deno.test("update() reads what is put between two segments", () => {
  const index = new BlockIndex();
  const reader = new Reader();
  index.update([view("a", 100), view("c", 100)], reader.blocks);
  reader.taken();
  const views = [view("a", 100), view("b", 7), view("c", 100)];
  const blocks = index.update(views, reader.blocks);
  assertEquals(reader.taken(), ["b 0-7"]);
  assertEquals(layout(blocks), ["a 0-100", "b 0-7", "c 0-100"]);
});

const MARK: FileMark = { inode: 1, modifiedMs: 1000 };

const REPLACEMENTS: readonly [what: string, mark: FileMark, again: boolean][] =
  [
    ["nothing tells of a change", MARK, false],
    ["another file is there", { ...MARK, inode: 2 }, true],
    ["it was changed", { ...MARK, modifiedMs: 1001 }, true],
    ["its writer is back", { ...MARK, modifiedMs: undefined }, false],
    ["the system tells no inode", { ...MARK, inode: undefined }, false],
  ];

for (const [what, mark, again] of REPLACEMENTS) {
  Deno.test(`update() reads a segment of the same size ${again ? "again" : "no more"} where ${what}`, () => {
    const index = new BlockIndex();
    const reader = new Reader();
    index.update([view("a", 50, MARK), view("b", 120, MARK)], reader.blocks);
    reader.taken();
    index.update([view("a", 50, mark), view("b", 120, MARK)], reader.blocks);
    assertEquals(reader.taken(), again ? ["a 0-50", "b 0-50"] : []);
  });
}

Deno.test("update() goes on from blocks that were adopted, where their lines are still there", () => {
  const first = new BlockIndex();
  const reader = new Reader();
  const views = [view("a", 150), view("b", 170)];
  const blocks = first.update(views, reader.blocks);
  reader.taken();
  const index = new BlockIndex();
  index.adopt([blocks[0]!, blocks[2]!]);
  const all = index.update([view("a", 150), view("b", 175)], reader.blocks);
  assertEquals(reader.taken(), ["a 100-150", "b 0-50", "b 150-175"]);
  assertEquals(layout(all), [
    "a 0-100",
    "a 100-150, b 0-50",
    "b 50-150",
    "b 150-175",
  ]);
});
