/** What is remembered of deliveries to one server, from one process to the next. */
import { join } from "../paths.ts";
import { LONGEST_RETRY_AFTER_MS } from "./backoff.ts";
import { readBounded, writeWhole } from "./files.ts";

/** All times are in milliseconds since 1970. */
export interface DeliveryState {
  /** The server's URL, without user and password. */
  readonly server: string;
  /** Attempts that failed since the last that did not. */
  readonly failures: number;
  /** No attempt is made before this time. */
  readonly retryAtMs: number;
  readonly lastDeliveredMs: number | undefined;
  /** Why the last attempt failed, or why an event was moved aside. */
  readonly lastFailure: string | undefined;
  /** When the queue was last held against its bounds. */
  readonly trimmedMs: number;
}

const MAX_BYTES = 64 * 1024;
const FILE_NAME = "state.json";

/** Reads the state; a new one where there is none that can be read. */
export function readState(
  folder: string,
  server: string,
): DeliveryState {
  const saved = readObject(join(folder, FILE_NAME));
  return {
    server: textOf(saved.server) ?? server,
    failures: numberOf(saved.failures) ?? 0,
    retryAtMs: numberOf(saved.retry_at_ms) ?? 0,
    lastDeliveredMs: numberOf(saved.last_delivered_ms),
    lastFailure: textOf(saved.last_failure),
    trimmedMs: numberOf(saved.trimmed_ms) ?? 0,
  };
}

/** Keeps the state. */
export function writeState(
  state: DeliveryState,
  { folder, temporaryFolder }: { folder: string; temporaryFolder: string },
): void {
  const text = JSON.stringify({
    server: state.server,
    failures: state.failures,
    retry_at_ms: state.retryAtMs,
    last_delivered_ms: state.lastDeliveredMs,
    last_failure: state.lastFailure,
    trimmed_ms: state.trimmedMs,
  });
  writeWhole(`${text}\n`, {
    path: join(folder, FILE_NAME),
    temporary: join(temporaryFolder, `${crypto.randomUUID()}.state`),
  });
}

/** Whether no attempt is due yet. A time beyond reason means that the clock was wrong. */
export function isBackedOff(
  { retryAtMs }: Pick<DeliveryState, "retryAtMs">,
  nowMs: number,
): boolean {
  return retryAtMs > nowMs && retryAtMs - nowMs < 2 * LONGEST_RETRY_AFTER_MS;
}

function readObject(path: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(readBounded(path, MAX_BYTES) ?? "{}"));
  } catch {
    return {};
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
