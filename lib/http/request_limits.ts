/** Limits of a request's first lines. The runtime has its own, wider ones: see docs/SECURITY.md. */
import { ServiceError } from "../error.ts";
import { targetOf } from "./request_target.ts";

/** @throws {ServiceError} 414 where path and query are longer than that */
export function checkTarget(
  request: Request,
  maxTargetLength: number,
): void {
  const { length } = targetOf(request.url);
  if (length <= maxTargetLength) return;
  throw new ServiceError(
    { status: 414, code: "url_too_long" },
    `Path and query must be at most ${maxTargetLength} characters, got ${length}`,
  );
}

/** @throws {ServiceError} 431 where names and values of all headers are longer than that */
export function checkHeaders(request: Request, maxHeaderBytes: number): void {
  let sizeBytes = 0;
  for (const [name, value] of request.headers) {
    sizeBytes += name.length + value.length;
  }
  if (sizeBytes <= maxHeaderBytes) return;
  throw new ServiceError(
    { status: 431, code: "headers_too_large" },
    `Headers must be at most ${maxHeaderBytes} bytes, got ${sizeBytes}`,
  );
}
