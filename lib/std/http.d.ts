/** Types of `@std/http`, for what this project uses of it. */
/** The first of `types` that the request's `Accept` header likes best, if any. */
export declare function accepts<T extends string = string>(
  request: Pick<Request, "headers">,
  ...types: T[]
): T | undefined;
