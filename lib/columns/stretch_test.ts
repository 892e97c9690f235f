import { assert, assertEquals } from "@std/assert";
import { partsOf, sizeOf, type Stretch } from "./stretch.ts";

const OPTIONS = {
  lines: 40_000,
  leastLines: 40_000,
  maxBytes: 2 * 1024 * 1024,
  wholeBytes: 4 * 1024 * 1024,
};

/** Files of lines of about so many bytes, the last without its newline. */
async function files(
  folder: string,
  ...sizes: readonly { lines: number; lineBytes: number }[]
): Promise<Stretch[]> {
  const stretches: Stretch[] = [];
  for (const [index, { lines, lineBytes }] of sizes.entries()) {
    const path = `${folder}/${index}.jsonl`;
    const text = Array.from(
      { length: lines },
      (_, line) => String(line).padEnd(lineBytes - line % 7, "x"),
    ).join("\n");
    await Deno.writeTextFile(path, text);
    stretches.push({ path, start: 0, end: text.length });
  }
  return stretches;
}

async function textOf(parts: readonly Stretch[]): Promise<string> {
  let text = "";
  for (const { path, start, end } of parts) {
    text += (await Deno.readTextFile(path)).slice(start, end);
  }
  return text;
}

Deno.test("partsOf() gives all bytes in their order, and no part ends within a line", async () => {
  const folder = await Deno.makeTempDir();
  const stretches = await files(
    folder,
    { lines: 9, lineBytes: 1000 },
    { lines: 90_000, lineBytes: 100 },
    { lines: 3, lineBytes: 3_000_000 },
    { lines: 100_000, lineBytes: 12 },
  );
  const parts = partsOf(stretches, OPTIONS);
  assertEquals(await textOf(parts.flat()), await textOf(stretches));
  assert(parts.length > 5, `${parts.length} parts`);
  for (const part of parts) {
    const last = part.at(-1)!;
    const isWhole = stretches.some(({ path, end }) =>
      path === last.path && end === last.end
    );
    assert(isWhole || (await textOf(part)).endsWith("\n"));
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("partsOf() makes parts of about as many lines as are wanted, wherever files end", async () => {
  const folder = await Deno.makeTempDir();
  const few = { lines: 3000, lineBytes: 48 };
  const stretches = await files(
    folder,
    { lines: 200_000, lineBytes: 50 },
    ...Array.from({ length: 60 }, () => few),
  );
  const parts = partsOf(stretches, OPTIONS);
  for (const part of parts.slice(0, -1)) {
    const lines = (await textOf(part)).split("\n").length;
    assert(lines > 30_000 && lines < 55_000, `${lines} lines`);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("partsOf() makes smaller parts towards the end, down to the least", async () => {
  const folder = await Deno.makeTempDir();
  const stretches = await files(folder, { lines: 300_000, lineBytes: 50 });
  const parts = partsOf(stretches, { ...OPTIONS, leastLines: 25_000 });
  const lines: number[] = [];
  for (const part of parts) {
    lines.push((await textOf(part)).trimEnd().split("\n").length);
  }
  const isAbout = (count: number | undefined, wanted: number) =>
    Math.abs(count! - wanted) < wanted / 10;
  assert(lines.slice(0, 3).every((each) => isAbout(each, 40_000)), `${lines}`);
  assert(isAbout(lines.at(-2), 25_000), `${lines}`);
  assertEquals(lines.reduce((sum, each) => sum + each), 300_000);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("partsOf() makes each part by lines of its own where a few at the beginning are others", async () => {
  const folder = await Deno.makeTempDir();
  for (const lineBytes of [3, 70_000]) {
    const stretches = await files(
      folder,
      { lines: 3, lineBytes },
      { lines: 200_000, lineBytes: 50 },
    );
    const [, ...parts] = partsOf(stretches, OPTIONS);
    for (const part of parts.slice(0, -1)) {
      const lines = (await textOf(part)).split("\n").length;
      assert(lines > 30_000 && lines < 55_000, `${lines} lines`);
    }
    assert(parts.length > 3, `${parts.length} parts`);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("partsOf() leaves together what is little, and what is no longer there", () => {
  const gone = { path: "/there/is/no/such.jsonl", start: 0, end: 1024 };
  assertEquals(partsOf([gone], OPTIONS), [[gone]]);
  const much = { ...gone, end: 100 * 1024 * 1024 };
  assertEquals(sizeOf(partsOf([much], OPTIONS).flat()), much.end);
});

Deno.test("partsOf() ends parts where small files end", async () => {
  const folder = await Deno.makeTempDir();
  const few = { lines: 1000, lineBytes: 48 };
  const stretches = await files(
    folder,
    ...Array.from({ length: 100 }, () => few),
  );
  const parts = partsOf(stretches, OPTIONS);
  assert(parts.length > 1, `${parts.length} parts`);
  assertEquals(parts.flat(), stretches);
  await Deno.remove(folder, { recursive: true });
});
