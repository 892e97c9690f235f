/** The dictionaries of fields, and which fields have too many values for one. */
import { type Block, MAX_BLOCK_ROWS } from "./block.ts";
import { KnownNumbers, numberTimes, numberValues } from "./build.ts";
import { Dictionary, type DictionaryLimits, UNBOUNDED } from "./dictionary.ts";
import type { Field } from "./field.ts";
import { basesIn } from "./scan_fields.ts";
import type { ScannedColumn } from "./scanned_block.ts";

/** What is known of a field's values. */
export interface FieldDictionary {
  readonly kind: Field["kind"];
  readonly dictionary: Dictionary;
  readonly known: KnownNumbers;
  /** The count of uses at its last one. */
  lastUse: number;
}

/** For the numbers of each block in turn: new memory costs its time. */
const scratch = new Uint32Array(MAX_BLOCK_ROWS);

/** One dictionary a field, made when it is first asked for. */
export class FieldDictionaries {
  readonly #limits: DictionaryLimits;
  readonly #fields = new Map<string, FieldDictionary>();
  /** Fields with too many values for a dictionary: their columns are read for each question. */
  readonly #wide = new Set<string>();
  /** Those that are wide for one question alone, which is about too much at once. */
  readonly #crowded = new Set<string>();
  #uses = 0;

  constructor(limits: DictionaryLimits) {
    this.#limits = limits;
  }

  /** The ids of fields with too many values. */
  get wide(): ReadonlySet<string> {
    return this.#wide;
  }

  /** What is known of a field that is not wide. */
  of({ id, kind }: Field): FieldDictionary {
    let cached = this.#fields.get(id);
    if (cached === undefined) {
      // There are only so many stretches of time.
      const limits = kind === "time" ? UNBOUNDED : this.#limits;
      const dictionary = new Dictionary(limits);
      const known = new KnownNumbers();
      cached = { kind, dictionary, known, lastUse: this.#uses };
      this.#fields.set(id, cached);
    }
    return cached;
  }

  /** The same where there is one already. */
  cached(id: string): FieldDictionary | undefined {
    return this.#fields.get(id);
  }

  /**
   * A field's values in a block as numbers in its dictionary, which hold until the next call.
   *
   * @param scanned what was read of the block for the field's bases, by their ids
   * @throws {DictionaryFull}
   */
  numbersOf(
    { rows, times }: Block,
    field: Field,
    scanned: ReadonlyMap<string, ScannedColumn>,
  ): Uint32Array {
    const { dictionary, known } = this.of(field);
    if (field.kind === "time") {
      return numberTimes(field.interval, times, dictionary);
    }
    return numberValues(field, basesIn(scanned, field), {
      rows,
      dictionary,
      known,
      mask: undefined,
      scratch,
    });
  }

  /** Gives up a field's dictionary for good, which has got too many values. */
  widen({ id }: Field): void {
    this.#wide.add(id);
    this.#fields.delete(id);
  }

  /**
   * Gives up the largest of some fields until all of them fit into so many bytes. These are wide
   * then, until `forgetCrowded()`.
   *
   * @param bytesOf what counts of a field
   * @returns the ids of those given up
   */
  makeRoom(
    fields: readonly Field[],
    budgetBytes: number,
    bytesOf: (id: string, dictionary: Dictionary) => number,
  ): string[] {
    // A question may name a field several times.
    const ids = new Set(fields.map(({ id }) => id));
    const held = [...ids].flatMap((id) => {
      const cached = this.#fields.get(id);
      return cached?.kind === "values"
        ? [{ id, bytes: bytesOf(id, cached.dictionary) }]
        : [];
    });
    let total = held.reduce((sum, { bytes }) => sum + bytes, 0);
    const givenUp: string[] = [];
    held.sort((a, b) => b.bytes - a.bytes);
    for (const { id, bytes } of held) {
      if (total <= budgetBytes) break;
      this.#wide.add(id);
      this.#crowded.add(id);
      this.#fields.delete(id);
      givenUp.push(id);
      total -= bytes;
    }
    return givenUp;
  }

  /** Lets those fields have dictionaries again. @returns their ids */
  forgetCrowded(): string[] {
    const ids = [...this.#crowded];
    this.#crowded.clear();
    for (const id of ids) this.#wide.delete(id);
    return ids;
  }

  /** Forgets a field's dictionary until it is asked for again. */
  drop(id: string): void {
    this.#fields.delete(id);
  }

  /** Counts a use of these fields that have dictionaries. */
  use(fields: readonly Field[]): void {
    this.#uses++;
    for (const { id } of fields) {
      const cached = this.#fields.get(id);
      if (cached) cached.lastUse = this.#uses;
    }
  }

  /** Whether the latest use was one of it. */
  isInUse({ lastUse }: FieldDictionary): boolean {
    return lastUse === this.#uses;
  }

  /** All by id, those first that nobody has used for longest. */
  byAge(): [id: string, FieldDictionary][] {
    return [...this.#fields].sort(([, a], [, b]) => a.lastUse - b.lastUse);
  }
}
