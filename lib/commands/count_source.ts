/** Where counts come from. */
import type { CountResult } from "../query/mod.ts";

/** A folder or a server that can be asked for counts. */
export interface CountSource {
  /** Said while an answer is waited for. */
  readonly waiting: string;
  /** @throws {ServiceError} where the question is at fault */
  ask(params: URLSearchParams): Promise<CountAnswer>;
}

/** A result where no format was asked for, else what the server would answer in that format. */
export type CountAnswer =
  | { readonly result: CountResult }
  | { readonly body: Uint8Array };
