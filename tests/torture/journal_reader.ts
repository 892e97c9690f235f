/** Reads what is new in the segments of a folder, and checks that it is whole. */
import { join } from "@std/path";

/** Remembers how far it has read, and which uuids it found. */
export class JournalReader {
  readonly #folder: string;
  readonly #readBytes = new Map<string, number>();
  readonly uuids = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws {Error} where a line is torn or no event, or a uuid is there twice */
  readOn(): void {
    for (const { name } of Deno.readDirSync(this.#folder)) {
      if (name.endsWith(".jsonl")) this.#readSegment(name);
    }
  }

  #readSegment(name: string): void {
    using file = Deno.openSync(join(this.#folder, name));
    const from = this.#readBytes.get(name) ?? 0;
    const bytes = new Uint8Array(file.statSync().size - from);
    file.seekSync(from, Deno.SeekMode.Start);
    for (let filled = 0; filled < bytes.length;) {
      const count = file.readSync(bytes.subarray(filled));
      if (count === null) throw new Error(`"${name}" became shorter`);
      filled += count;
    }
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text !== "" && !text.endsWith("\n")) {
      throw new Error(`"${name}" ends with a torn line: ${text.slice(-80)}`);
    }
    for (const line of text.split("\n").slice(0, -1)) {
      const { uuid } = JSON.parse(line) as { uuid: string };
      if (this.uuids.has(uuid)) {
        throw new Error(`"${name}" has ${uuid} a second time`);
      }
      this.uuids.add(uuid);
    }
    this.#readBytes.set(name, from + bytes.length);
  }
}
