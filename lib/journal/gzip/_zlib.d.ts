/** Types of pako's port of zlib, for what this project uses of it. */
import type ZStream from "./_zstream.d.ts";

/** @returns 0 */
export declare function inflateInit2(
  stream: ZStream,
  windowBits: number,
): number;
/** @returns 1 at the end of what is deflated; 0 or -5 before it; else an error */
export declare function inflate(stream: ZStream, flush: number): number;
