/** Makes bytes that are nearly right. */
import type { Random } from "../../lib/testing/random.ts";

const encoder = new TextEncoder();

/** Lengths at which something may change. */
const LENGTHS = [1, 2, 15, 16, 17, 63, 64, 65, 255, 256, 1000, 4096, 70_000];

/** Bytes with a few things done to them, out of tokens that mean something where they go. */
export function mutate(
  random: Random,
  bytes: Uint8Array,
  tokens: readonly [string, ...string[]],
): Uint8Array {
  let result = bytes;
  // Most inputs are nearly right; some are left as they are.
  for (let left = random.below(5); left > 0; left--) {
    result = changed(random, result, tokens);
  }
  return result;
}

function changed(
  random: Random,
  bytes: Uint8Array,
  tokens: readonly [string, ...string[]],
): Uint8Array {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random.below(8));
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)];
  const rest = bytes.subarray(to);
  switch (random.below(9)) {
    case 0:
      return join(before, Uint8Array.of(random.below(256)), rest);
    case 1:
      return join(before, rest);
    case 2:
      return join(before, encoder.encode(random.pick(tokens)), behind);
    case 3:
      return join(before, encoder.encode(random.pick(tokens)), rest);
    case 4:
      return before;
    case 5:
      return join(before, bytes.subarray(at, to), behind);
    case 6:
      return join(before, repeated(random, random.pick(tokens)), behind);
    case 7:
      return join(
        bytes.subarray(random.below(bytes.length + 1)),
        before,
      );
    default: {
      const copy = bytes.slice();
      if (copy.length > 0) {
        copy[at % copy.length]! ^= 1 << random.below(8);
      }
      return copy;
    }
  }
}

/** Nearly always short: one long input takes as long as many short ones. */
function repeated(random: Random, token: string): Uint8Array {
  const times = random.isWithin(0.1)
    ? LENGTHS[random.below(LENGTHS.length)]!
    : 1 + random.below(20);
  return encoder.encode(token.repeat(times));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
