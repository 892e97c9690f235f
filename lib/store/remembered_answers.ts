/** Answers that are given again as long as nothing has changed: pages ask the same over and over. */
import { isSameViews, type SegmentView } from "../journal/segment.ts";

/** How much is remembered. */
export interface RememberedOptions {
  /** Of one answer; a larger one is made each time. */
  readonly maxAnswerBytes?: number;
  readonly maxAnswers?: number;
}

/** Some answers to questions about the segments as they are. */
export class RememberedAnswers<Answer> {
  readonly #sizeOf: (answer: Answer) => number | undefined;
  readonly #maxAnswerBytes: number;
  readonly #maxAnswers: number;
  /** The segments that all answers are about. */
  #views: readonly SegmentView[] = [];
  /** By question, the one used last at the end; those on their way too. */
  #answers = new Map<string, Promise<Answer>>();

  /** @param sizeOf in bytes; `undefined` for an answer that does not hold for long */
  constructor(
    sizeOf: (answer: Answer) => number | undefined,
    { maxAnswerBytes = 256 * 1024, maxAnswers = 32 }: RememberedOptions = {},
  ) {
    this.#sizeOf = sizeOf;
    this.#maxAnswerBytes = maxAnswerBytes;
    this.#maxAnswers = maxAnswers;
  }

  /** The answer to a question about these segments, which is asked only where it is not known. */
  find(
    question: string,
    views: readonly SegmentView[],
    ask: () => Promise<Answer>,
  ): Promise<Answer> {
    if (!isSameViews(this.#views, views)) this.#answers = new Map();
    this.#views = views;
    const answers = this.#answers;
    const found = answers.get(question);
    const answer = found ?? ask();
    answers.delete(question);
    answers.set(question, answer);
    if (found === undefined) {
      this.#forgetUseless(answers, question, answer);
      if (answers.size > this.#maxAnswers) {
        answers.delete(answers.keys().next().value!);
      }
    }
    return answer;
  }

  /** Lets go of it where it fails or is large. */
  #forgetUseless(
    answers: Map<string, Promise<Answer>>,
    question: string,
    answer: Promise<Answer>,
  ): void {
    const forget = () => {
      if (answers.get(question) === answer) answers.delete(question);
    };
    answer.then((known) => {
      const sizeBytes = this.#sizeOf(known) ?? Infinity;
      if (sizeBytes > this.#maxAnswerBytes) forget();
    }, forget);
  }
}
