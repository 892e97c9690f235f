/** Memory that is used again: to make and to clear a megabyte for each batch takes its time. */

const STEP_BYTES = 256 * 1024;

/** A spare buffer of more than so many times what is needed is left for something longer. */
const MAX_WASTE = 4;

/** Buffers that were given back, of so many bytes in all at most. */
export class SpareBuffers {
  readonly #maxBytes: number;
  #buffers: ArrayBuffer[] = [];
  #sizeBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** So many bytes, in which anything may stand; it is the only one over its buffer. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#buffers.findIndex(({ byteLength }) =>
      byteLength >= length && byteLength <= length * MAX_WASTE
    );
    if (at < 0) {
      const room = Math.ceil(length / STEP_BYTES) * STEP_BYTES;
      return new Uint8Array(new ArrayBuffer(room), 0, length);
    }
    const [buffer] = this.#buffers.splice(at, 1);
    this.#sizeBytes -= buffer!.byteLength;
    return new Uint8Array(buffer!, 0, length);
  }

  /** For who needs it next; nobody may use it meanwhile. Small ones are not worth it. */
  giveBack(buffer: ArrayBuffer): void {
    if (buffer.byteLength < STEP_BYTES) return;
    this.#sizeBytes += buffer.byteLength;
    this.#buffers.push(buffer);
    while (this.#sizeBytes > this.#maxBytes) {
      this.#sizeBytes -= this.#buffers.shift()!.byteLength;
    }
  }

  /** All that there are, which are no longer here. */
  handOver(): ArrayBuffer[] {
    const buffers = this.#buffers;
    this.#buffers = [];
    this.#sizeBytes = 0;
    return buffers;
  }
}
