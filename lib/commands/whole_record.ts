/** Lines as a server stores them. */
import { parseRecord } from "../query/mod.ts";

/** Bytes that are no UTF-8 are no record that a server would have stored. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whether a line is a record, in UTF-8. */
export function isWholeRecord(line: Uint8Array): boolean {
  try {
    return parseRecord(decoder.decode(line)) !== undefined;
  } catch {
    return false;
  }
}
