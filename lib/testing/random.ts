/** Random numbers that are the same for the same seed, on every machine. */

/** A stream of random numbers. Algorithm: sfc32, of Chris Doty-Humphrey's PractRand. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  /** Two streams with unlike seeds or unlike `stream` numbers have nothing in common. */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = stream | 0;
    this.#c = 0x9e3779b9;
    for (let round = 0; round < 12; round++) this.uint32();
  }

  /** A whole number, 0 to 2^32 - 1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum >>> 0;
  }

  /** 0 up to, not including, 1. */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number, 0 to `end` - 1. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  isWithin(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  /** A UUID of version 4. */
  uuid(): string {
    const word = () => this.uint32().toString(16).padStart(8, "0");
    const [time, middle, clock, node] = [word(), word(), word(), word()];
    const variant = "89ab"[parseInt(clock.slice(0, 1), 16) & 3];
    return `${time}-${middle.slice(0, 4)}-4${middle.slice(5)}-` +
      `${variant}${clock.slice(1, 4)}-${clock.slice(4)}${node}`;
  }
}
