/** Where pako's port of zlib is in its input and output. */
declare class ZStream {
  input: Uint8Array;
  next_in: number;
  avail_in: number;
  output: Uint8Array;
  next_out: number;
  avail_out: number;
  msg: string;
}
export default ZStream;
