import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { basePathOf } from "./base_path.ts";
import { BlockReader, JobReader, type ScanJob } from "./scan_run.ts";
import {
  type BlockBytes,
  BlockDecoder,
  type ScannedBlock,
} from "./scanned_block.ts";

/** Files of lines with an `id` and a `name` each. */
class Files implements Disposable {
  readonly #folder = Deno.makeTempDirSync();
  #count = 0;

  job(path: string, ids: readonly number[]): ScanJob {
    const file = `${this.#folder}/${this.#count++}.jsonl`;
    const lines = ids.map((id) =>
      // A line in three is for the exact way: it has an escape in a key.
      id % 3 === 0
        ? `{"\\u0069d":${id},"name":"n${id}"}\n`
        : `{"id":${id},"name":"n${id}"}\n`
    );
    Deno.writeTextFileSync(file, lines.join(""));
    const { size: end } = Deno.statSync(file);
    const stretches = [{ path: file, start: 0, end }];
    return { stretches, paths: [basePathOf([path])] };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

function upTo(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

function valuesOf(blocks: Iterable<ScannedBlock>): unknown[] {
  return [...blocks].flatMap(({ columns: [column] }) => {
    const { codes, values, exact } = column!;
    return Array.from(codes, (code, row) => exact.get(row) ?? values[code - 1]);
  });
}

/** How many values a block builds on, and how many it brings. */
function figures({ columns: [column] }: BlockBytes): [number, number] {
  return [column!.known, column!.entries.length / 3];
}

Deno.test("a block brings the values that those before it have not brought", () => {
  using files = new Files();
  const reader = new JobReader();
  const brought = [[1, 2, 4], [2, 5, 4], [5, 1]].map((ids) =>
    [...reader.read(files.job("name", ids))].map(figures)
  );
  assertEquals(brought, [[[0, 3]], [[3, 1]], [[4, 0]]]);
});

Deno.test("values are brought anew where the next block may have no room for its own", () => {
  using files = new Files();
  const reader = new JobReader();
  const few = upTo(9000).map((each) => each * 3 + 1);
  const many = upTo(9000, 9000).map((each) => each * 3 + 1);
  const blocks = [few, many, few, few].map((ids) => {
    const [block] = [...reader.read(files.job("name", ids))];
    return { figures: figures(block!), generation: block!.generation };
  });
  assertEquals(blocks.map(({ figures }) => figures), [
    [0, 9000],
    [9000, 9000],
    [0, 9000],
    [9000, 0],
  ]);
  const [first, second, third, fourth] = blocks.map((each) => each.generation);
  assertEquals([second, fourth], [first, third]);
  assertNotEquals(third, first);
});

Deno.test("readers that take turns give the values of their lines, however many there are", () => {
  using files = new Files();
  const readers = [new BlockReader(), new BlockReader()];
  for (const count of [10, 20_000, 70_000, 10, 30]) {
    const ids = upTo(count, count % 7);
    for (const [index, reader] of readers.entries()) {
      const found = valuesOf(reader.read(files.job("id", ids)));
      assertEquals(found, ids);
      if (index === 0) continue;
      const names = ids.map((id) => `n${id}`);
      assertEquals(valuesOf(reader.read(files.job("name", ids))), names);
    }
  }
});

Deno.test("a block whose values build on those of one that was lost is refused", () => {
  using files = new Files();
  const reader = new JobReader();
  const decoder = new BlockDecoder();
  const read = (...ids: number[]) =>
    [...reader.read(files.job("name", ids))][0]!;
  decoder.decode(read(1));
  read(2);
  assertThrows(
    () => decoder.decode(read(4)),
    Error,
    "A block of values is missing",
  );
});
