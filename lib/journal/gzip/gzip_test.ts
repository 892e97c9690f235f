import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { gunzipSync, gzipSync } from "node:zlib";
import { readFully, type SegmentFile } from "../segment_file.ts";
import { compressLines } from "./compress.ts";
import { MAX_CONTENT_BYTES } from "./member.ts";
import { openGzip } from "./open.ts";

const encoder = new TextEncoder();

class TemporaryFile implements Disposable {
  readonly path = Deno.makeTempFileSync();

  constructor(bytes: Uint8Array) {
    Deno.writeFileSync(this.path, bytes);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path);
  }
}

function fileOf(bytes: Uint8Array): SegmentFile {
  let position = 0;
  return {
    isSequential: false,
    seek: (offset) => position = offset,
    read(into) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      position += part.length;
      return part.length;
    },
    damage: undefined,
    [Symbol.dispose]() {},
  };
}

function concatenate(parts: Iterable<Uint8Array>): Uint8Array {
  return Uint8Array.from([...parts].flatMap((part) => [...part]));
}

function seekable(lines: Uint8Array): Uint8Array {
  return concatenate(compressLines(fileOf(lines), lines.length));
}

/** As other programs write it: members of any size, with names and comments. */
function foreign(lines: Uint8Array, memberBytes = Infinity): Uint8Array {
  const members: Uint8Array[] = [];
  for (let at = 0; at < lines.length; at += memberBytes) {
    const part = lines.subarray(at, at + memberBytes);
    const member = new Uint8Array(gzipSync(part));
    member[3] = 4 + 8 + 16;
    const more = encoder.encode("\x04\0abcdname\0a comment\0");
    members.push(
      concatenate([member.subarray(0, 10), more, member.subarray(10)]),
    );
  }
  return concatenate(members);
}

function readAll(bytes: Uint8Array) {
  using file = new TemporaryFile(bytes);
  using opened = openGzip(file.path);
  const { sizeBytes } = opened;
  const lines = readFully(opened, new Uint8Array(sizeBytes));
  return { lines, sizeBytes, damage: opened.damage };
}

/** Some lines that do not compress to nothing; more than two members of them. */
const LINES = encoder.encode(
  Array.from({ length: 60_000 }, (_, n) => `{"n":${n * 7919 % 65_537}}\n`)
    .join("").repeat(3),
);

for (
  const [kind, compress] of [
    ["seekable", seekable],
    ["foreign", foreign],
    ["many members", (lines: Uint8Array) => foreign(lines, 100_000)],
  ] as const
) {
  const bytes = compress(LINES);

  Deno.test(`a ${kind} file has the lines that were compressed, as gzip reads it`, () => {
    assert(LINES.length > 2 * MAX_CONTENT_BYTES);
    assertEquals(readAll(bytes), {
      lines: LINES,
      sizeBytes: LINES.length,
      damage: undefined,
    });
    assertEquals(new Uint8Array(gunzipSync(bytes)), LINES);
  });

  Deno.test(`a ${kind} file is read from any place on`, () => {
    using file = new TemporaryFile(bytes);
    using opened = openGzip(file.path);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: LINES.length + 10 }),
        fc.integer({ min: 1, max: 300_000 }),
        (start, count) => {
          opened.seek(start);
          const read = readFully(opened, new Uint8Array(count));
          assertEquals(read, LINES.subarray(start, start + count));
        },
      ),
      { numRuns: 40 },
    );
  });
}

/** A few small members, as a damaged file is tried at every byte. */
const MEMBERS = ["first", "second", "third"].map((word) =>
  encoder.encode(Array.from({ length: 4 }, (_, n) => `${word} ${n}\n`).join(""))
);
const SMALL_SEEKABLE = concatenate([
  ...MEMBERS.flatMap((lines) =>
    [...compressLines(fileOf(lines), lines.length)]
      .slice(0, 1)
  ),
  ...compressLines(fileOf(new Uint8Array()), 0),
]);
const SMALL_LINES = textLines(concatenate(MEMBERS));

function textLines(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split("\n").slice(0, -1);
}

Deno.test("a damaged seekable file has all lines but those of the member that is damaged", () => {
  const whole = readAll(SMALL_SEEKABLE);
  assertEquals(textLines(whole.lines), SMALL_LINES);
  for (let at = 0; at < SMALL_SEEKABLE.length; at++) {
    const damaged = SMALL_SEEKABLE.slice();
    damaged[at]! ^= 0x41;
    const { lines, damage } = readAll(damaged);
    const found = textLines(lines).filter((line) => line.trim() !== "");
    const words = Map.groupBy(found, (line) => line.split(" ")[0]!);
    for (const line of found) assert(SMALL_LINES.includes(line), line);
    for (const [, all] of words) assertEquals(all.length, 4, `byte ${at}`);
    assert(words.size >= 2, `byte ${at}`);
    assert(damage !== undefined || words.size === 3, `byte ${at}`);
  }
});

Deno.test("a file that is cut short has the lines before, and is said to be", () => {
  const lines = concatenate(MEMBERS);
  for (const whole of [SMALL_SEEKABLE, foreign(lines)]) {
    for (let size = 1; size < whole.length; size++) {
      const read = readAll(whole.subarray(0, size));
      const found = textLines(read.lines);
      assertEquals(found, SMALL_LINES.slice(0, found.length));
      assert(read.damage !== undefined);
    }
  }
});

Deno.test("a foreign file that is damaged anywhere is read to there, and said to be", () => {
  const whole = concatenate(MEMBERS.map((lines) => foreign(lines)));
  for (let at = 0; at < whole.length; at++) {
    const damaged = whole.slice();
    damaged[at]! ^= 0x41;
    const { lines: found, damage } = readAll(damaged);
    // No checksum covers headers: one may seem longer than it is, and hide what follows.
    const isHidden = textLines(found).every((line) =>
      SMALL_LINES.includes(line)
    );
    assert(damage !== undefined || isHidden, `byte ${at}`);
  }
});

Deno.test("zeros behind a foreign file mean nothing, anything else is damage", () => {
  const lines = concatenate(MEMBERS);
  const bytes = foreign(lines);
  const padded = readAll(concatenate([bytes, new Uint8Array(1000)]));
  assertEquals(padded, { lines, sizeBytes: lines.length, damage: undefined });
  const followed = readAll(concatenate([bytes, Uint8Array.of(1)]));
  assertEquals(followed.lines, lines);
  assertEquals(
    followed.damage,
    `Damaged behind byte ${bytes.length}: no gzip member begins there`,
  );
});

Deno.test("a foreign file whose last line has no end is read as if it had, where it is not damaged", () => {
  const ended = concatenate(MEMBERS);
  const unended = ended.subarray(0, -1);
  for (const bytes of [foreign(unended), foreign(unended, 10)]) {
    assertEquals(readAll(bytes), {
      lines: ended,
      sizeBytes: ended.length,
      damage: undefined,
    });
    const { lines, damage } = readAll(concatenate([bytes, Uint8Array.of(1)]));
    assertEquals(textLines(lines), SMALL_LINES.slice(0, -1));
    assert(damage !== undefined);
  }
  assertEquals(readAll(foreign(encoder.encode(""))).sizeBytes, 0);
});

Deno.test("compressLines() keeps lines whole in their members, and splits only longer ones", () => {
  const long = "x".repeat(2 * MAX_CONTENT_BYTES + 5);
  const lines = encoder.encode(`short\n${long}\nshort\n`);
  assertEquals(readAll(seekable(lines)).lines, lines);
  const [first] = compressLines(fileOf(lines), lines.length);
  assertEquals(new TextDecoder().decode(gunzipSync(first!)), "short\n");
});

Deno.test("compressLines() of fewer bytes than there should be throws", () => {
  assertThrows(
    () => [...compressLines(fileOf(encoder.encode("a\n")), 3)],
    Error,
    "The segment ended 3 bytes too early",
  );
});
