/** How long each fact took, for people. */
import type { ClientEvent } from "./event.ts";

/** A line for each fact, the slowest first, with those that could not be obtained marked. */
export function timingsTable({ client }: Pick<ClientEvent, "client">): string {
  const rows = Object.entries(client.timings_ms).sort((a, b) => b[1] - a[1]);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, ms]) =>
    `${name.padEnd(width)} ${ms.toFixed(1).padStart(8)} ms${
      client.missing.includes(name) ? "  missing" : ""
    }`
  ).join("\n");
}
