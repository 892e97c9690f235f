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
  readonly #numbersOfTexts = new Map<string, number>();
  /** Of values that are no strings, by their JSON text. */
  readonly #numbersOfOthers = new Map<string, number>();
  readonly #values: (JsonValue | undefined)[] = [undefined];
  readonly #texts: string[] = [""];
  /** For a value whose text an earlier one has: the earlier one. They are in one group. */
  readonly #groups = new Map<number, number>();
  #characters = 0;

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
    return this.#groups.size > 0;
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
    return this.#groups.get(number) ?? number;
  }

  /**
   * A text that stands for a value and no other, good for `addKey()` of any dictionary: a quote
   * in front tells strings from the JSON text of all else, which has none there.
   */
  key(number: number): string {
    const text = this.#texts[number]!;
    return typeof this.#values[number] === "string" ? `"${text}` : text;
  }

  /**
   * The number of the value that a key stands for, which is added where it is new.
   *
   * @throws {DictionaryFull}
   */
  addKey(key: string): number {
    return key.startsWith('"')
      ? this.add(key.slice(1))
      : this.#numbersOfOthers.get(key) ?? this.add(parseExact(key));
  }

  /**
   * The number of a value, which is added where it is new.
   *
   * @throws {DictionaryFull}
   */
  add(value: JsonValue): number {
    const isText = typeof value === "string";
    const text = isText ? value : valueText(value);
    const numbers = isText ? this.#numbersOfTexts : this.#numbersOfOthers;
    const found = numbers.get(text);
    if (found !== undefined) return found;
    const others = isText ? this.#numbersOfOthers : this.#numbersOfTexts;
    this.#characters += text.length;
    const number = this.#values.length;
    const { maxValues, maxCharacters } = this.#limits;
    if (number > maxValues || this.#characters > maxCharacters) {
      throw new DictionaryFull();
    }
    const kept = isText ? ownCopy(text) : text;
    numbers.set(kept, number);
    this.#values.push(isText ? kept : value);
    this.#texts.push(kept);
    const shared = others.get(kept);
    if (shared !== undefined) this.#groups.set(number, shared);
    return number;
  }
}

/** The same text by itself: what came may be a piece that holds a text a thousand times longer. */
function ownCopy(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
