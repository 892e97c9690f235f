/** Decompresses any gzip file (RFC 1952), a part at a time, in constant memory. */
import { crc32 } from "node:zlib";
import { inflate, inflateInit2, ZStream } from "./_zlib.ts";

const INPUT_BYTES = 64 * 1024;
const OUTPUT_BYTES = 256 * 1024;
/** Deflated data without a header, in a window of 32 KiB. */
const RAW_WINDOW = -15;
const STREAM_END = 1;
const BUFFER_ERROR = -5;

const HAS_CHECKSUM = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;
const UNKNOWN_FLAGS = 0xe0;

class Damage extends Error {}

/**
 * The content of an open file, from its beginning; of one that is damaged, what comes before.
 * Zeros behind the last member mean nothing.
 *
 * @returns what is wrong with the file; `undefined` where nothing is
 */
export function* gunzip(
  file: Deno.FsFile,
): Generator<Uint8Array, string | undefined, void> {
  const input = new Input(file);
  let start = 0;
  try {
    while (!input.isAtEnd) {
      start = input.position;
      if (start > 0 && input.skipZeros()) break;
      skipHeader(input);
      yield* inflateMember(input);
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return `Damaged behind byte ${start}: ${error.message}`;
  }
}

/** The file's bytes, one by one or as many as there are. */
class Input {
  readonly #file: Deno.FsFile;
  readonly #buffer = new Uint8Array(INPUT_BYTES);
  #at = 0;
  #end = 0;
  #endOffset = 0;

  constructor(file: Deno.FsFile) {
    this.#file = file;
    file.seekSync(0, Deno.SeekMode.Start);
  }

  get position(): number {
    return this.#endOffset - (this.#end - this.#at);
  }

  get isAtEnd(): boolean {
    if (this.#at < this.#end) return false;
    this.#at = 0;
    this.#end = this.#file.readSync(this.#buffer) ?? 0;
    this.#endOffset += this.#end;
    return this.#end === 0;
  }

  /** What is there to be used next. @throws {Damage} at the end */
  get bytes(): Uint8Array {
    if (this.isAtEnd) throw new Damage("it is cut short");
    return this.#buffer.subarray(this.#at, this.#end);
  }

  use(count: number): void {
    this.#at += count;
  }

  byte(): number {
    const [byte] = this.bytes;
    this.use(1);
    return byte!;
  }

  uint32(): number {
    const bytes = [this.byte(), this.byte(), this.byte(), this.byte()];
    return new DataView(Uint8Array.from(bytes).buffer).getUint32(0, true);
  }

  /** Passes over zeros. @returns whether nothing is behind them */
  skipZeros(): boolean {
    while (!this.isAtEnd) {
      if (this.bytes[0] !== 0) return false;
      this.use(1);
    }
    return true;
  }
}

function skipHeader(input: Input): void {
  const isGzip = input.byte() === 0x1f && input.byte() === 0x8b &&
    input.byte() === 8;
  if (!isGzip) throw new Damage("no gzip member begins there");
  const flags = input.byte();
  if (flags & UNKNOWN_FLAGS) throw new Damage("its header has unknown flags");
  for (let each = 0; each < 6; each++) input.byte();
  if (flags & HAS_EXTRA) {
    const length = input.byte() + 256 * input.byte();
    for (let each = 0; each < length; each++) input.byte();
  }
  if (flags & HAS_NAME) skipText(input);
  if (flags & HAS_COMMENT) skipText(input);
  if (flags & HAS_CHECKSUM) {
    input.byte();
    input.byte();
  }
}

function skipText(input: Input): void {
  while (input.byte() !== 0);
}

function* inflateMember(input: Input): Generator<Uint8Array, void, void> {
  const stream = new ZStream();
  inflateInit2(stream, RAW_WINDOW);
  let [checksum, sizeBytes, status] = [0, 0, 0];
  while (status !== STREAM_END) {
    let damage: Damage | undefined;
    stream.output = new Uint8Array(OUTPUT_BYTES);
    stream.next_out = 0;
    stream.avail_out = OUTPUT_BYTES;
    while (stream.avail_out > 0 && status !== STREAM_END && !damage) {
      try {
        status = inflateSome(stream, input);
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        damage = error;
      }
    }
    const part = stream.output.subarray(0, stream.next_out);
    checksum = crc32(part, checksum);
    sizeBytes += part.length;
    yield part;
    if (damage) throw damage;
  }
  if (input.uint32() !== checksum) throw new Damage("its checksum is another");
  if (input.uint32() !== sizeBytes % 2 ** 32) {
    throw new Damage("its length is another");
  }
}

/** Decompresses until the input that is there is used up, or there is no more room. */
function inflateSome(stream: ZStream, input: Input): number {
  const { bytes } = input;
  stream.input = bytes;
  stream.next_in = 0;
  stream.avail_in = bytes.length;
  const status = inflate(stream, 0);
  input.use(stream.next_in);
  const isFine = status === STREAM_END || status === 0 ||
    status === BUFFER_ERROR;
  if (!isFine) throw new Damage(stream.msg);
  return status;
}
