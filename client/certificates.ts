/** Which certificate authorities https trusts. */
import type { Process } from "./process.ts";

/** Deno reads it when the first https request is made. */
const VARIABLE = "DENO_TLS_CA_STORE";

/**
 * Has https trust what the system trusts, where the user did not say otherwise. Deno brings a
 * list of its own, which knows no organisation's internal authority.
 */
export function trustSystemStore(
  process: Pick<Process, "environment" | "setEnvironment">,
): void {
  if (!process.environment(VARIABLE)) {
    process.setEnvironment(VARIABLE, "system");
  }
}
