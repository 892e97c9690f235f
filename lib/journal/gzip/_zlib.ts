/**
 * The doorway to pako's port of zlib: it takes a part of the input at a time and answers at once,
 * which the runtime's own zlib does not offer.
 */
// @ts-types="./_zlib.d.ts"
export { inflate, inflateInit2 } from "pako/lib/zlib/inflate.js";
// @ts-types="./_zstream.d.ts"
export { default as ZStream } from "pako/lib/zlib/zstream.js";
