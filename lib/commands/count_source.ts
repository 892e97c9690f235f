/** Where counts come from. */
import type { CountResult } from "../query/mod.ts";

/** A folder or a server that can be asked for counts. */
export interface CountSource {
  /** Said while an answer is waited for. */
  readonly waiting: string;
  /**
   * @param report told how much of the way is behind, 0 to 1, where that is known
   * @throws {ServiceError} where the question is at fault
   */
  ask(
    params: URLSearchParams,
    report: (share: number) => void,
  ): Promise<CountAnswer>;
}

/** A result where no format was asked for, else what the server would answer in that format. */
export type CountAnswer =
  | { readonly result: CountResult }
  | { readonly body: Uint8Array };
