/** The different values of one path, numbered. */
import { type JsonValue, parseExact } from "../json/exact.ts";
import { valueText } from "../query/predicate.ts";

/** Bounds of a dictionary. */
export interface DictionaryLimits {
  readonly maxValues: number;
  readonly maxCharacters: number;
}

/** For dictionaries that are bounded by what they are made of. */
export const UNBOUNDED: DictionaryLimits = {
  maxValues: Infinity,
  maxCharacters: Infinity,
};

/** Thrown where a dictionary would outgrow its limits. */
export class DictionaryFull extends Error {}

/** Numbers values from 1; 0 stands for no value. */
export class Dictionary {
  readonly #limits: DictionaryLimits;
  readonly #numbers = new Map<string, number>();
  readonly #values: (JsonValue | undefined)[] = [undefined];
  readonly #texts: string[] = [""];
  /** For each value the first one with the same text: such values are in one group. */
  readonly #groups: number[] = [0];
  #characters = 0;
  #hasSharedTexts = false;

  constructor(limits: DictionaryLimits) {
    this.#limits = limits;
  }

  /** One more than the largest number given. */
  get size(): number {
    return this.#values.length;
  }

  /** About what it takes, in bytes. */
  get sizeBytes(): number {
    return this.#values.length * 100 + this.#characters * 2;
  }

  /** Whether values of different kinds have the same text, such as `1` and `"1"`. */
  get hasSharedTexts(): boolean {
    return this.#hasSharedTexts;
  }

  /** The value of a number. */
  value(number: number): JsonValue | undefined {
    return this.#values[number];
  }

  /** The text by which the value is grouped. */
  text(number: number): string {
    return this.#texts[number]!;
  }

  /** The first value that has the same text. */
  group(number: number): number {
    return this.#groups[number]!;
  }

  /** A text that stands for a value and no other, good for `addKey()` of any dictionary. */
  key(number: number): string {
    return keyOf(this.#values[number]!, this.#texts[number]!);
  }

  /**
   * The number of the value that a key stands for, which is added where it is new.
   *
   * @throws {DictionaryFull}
   */
  addKey(key: string): number {
    return this.#numbers.get(key) ??
      this.add(key.startsWith('"') ? key.slice(1) : parseExact(key));
  }

  /**
   * The number of a value, which is added where it is new.
   *
   * @throws {DictionaryFull}
   */
  add(value: JsonValue): number {
    const text = valueText(value);
    const isText = typeof value === "string";
    const key = keyOf(value, text);
    const found = this.#numbers.get(key);
    if (found !== undefined) return found;
    this.#characters += text.length;
    const number = this.#values.length;
    const { maxValues, maxCharacters } = this.#limits;
    if (number > maxValues || this.#characters > maxCharacters) {
      throw new DictionaryFull();
    }
    this.#numbers.set(key, number);
    // Cut out of the key, since what came may be a piece of a text that is a thousand times longer.
    const kept = isText ? key.slice(1) : text;
    this.#values.push(isText ? kept : value);
    this.#texts.push(kept);
    const other = isText
      ? (text.startsWith('"') ? undefined : text)
      : `"${text}`;
    const shared = other === undefined ? undefined : this.#numbers.get(other);
    this.#groups.push(shared ?? number);
    if (shared !== undefined) this.#hasSharedTexts = true;
    return number;
  }
}

/** A quote in front tells strings from the JSON text of all else, which has none there. */
function keyOf(value: JsonValue, text: string): string {
  return typeof value === "string" ? `"${text}` : text;
}
