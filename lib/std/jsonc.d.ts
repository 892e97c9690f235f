/** Types of `@std/jsonc`, for what this project uses of it. */
export type JsonValue =
  | { [key: string]: JsonValue | undefined }
  | JsonValue[]
  | string
  | number
  | boolean
  | null;
/** Parses JSON with comments and trailing commas; throws `SyntaxError`. */
export declare function parse(text: string): JsonValue;
