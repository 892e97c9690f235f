/** Answers that are refused for their size. */
import { ServiceError } from "../error.ts";

/** The refusal of an answer that would not have room. */
export function tooLarge(limit: string): ServiceError {
  return new ServiceError(
    { status: 422, code: "too_large" },
    `The answer to this question has more than ${limit}: take fewer groups with top, group by ` +
      "a path with fewer values, or narrow it with where, since, until or limit",
  );
}
