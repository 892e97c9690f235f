/** Types of `@std/cli`, for what this project uses of it. */
export interface Args {
  _: (string | number)[];
  "--"?: string[];
  [flag: string]: unknown;
}
export interface ParseOptions {
  "--"?: boolean;
  boolean?: readonly string[];
  collect?: readonly string[];
  string?: readonly string[];
  alias?: Record<string, string>;
  stopEarly?: boolean;
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
export declare function parseArgs(
  args: readonly string[],
  options?: ParseOptions,
): Args;
