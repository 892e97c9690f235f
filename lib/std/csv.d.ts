/** Types of `@std/csv`, for what this project uses of it. */
export interface StringifyOptions {
  columns?: readonly string[];
  headers?: boolean;
  separator?: string;
  crlf?: boolean;
  bom?: boolean;
}
export declare function stringify(
  data: readonly (readonly unknown[])[],
  options?: StringifyOptions,
): string;
