/** How many connections there are, and whose. */
import type { ConnectionLimits } from "./limits.ts";

/** Which bound another connection would be beyond. */
export type Excess = "maxConnections" | "maxConnectionsPerAddress";

/** Counts connections in all, and of each address that has any. */
export class Census {
  readonly #limits: Pick<ConnectionLimits, Excess>;
  readonly #byAddress = new Map<string, number>();
  #total = 0;

  constructor(limits: Pick<ConnectionLimits, Excess>) {
    this.#limits = limits;
  }

  /** How many there are. */
  get total(): number {
    return this.#total;
  }

  /** Counts one more of an address, or says beyond which bound that would be. */
  enter(address: string): Excess | undefined {
    const ofAddress = this.#byAddress.get(address) ?? 0;
    if (ofAddress >= this.#limits.maxConnectionsPerAddress) {
      return "maxConnectionsPerAddress";
    }
    if (this.#total >= this.#limits.maxConnections) return "maxConnections";
    this.#byAddress.set(address, ofAddress + 1);
    this.#total++;
    return undefined;
  }

  /** Counts one less of an address that has entered. */
  leave(address: string): void {
    const ofAddress = this.#byAddress.get(address);
    if (ofAddress === undefined) {
      throw new Error(`Nothing of ${JSON.stringify(address)} is counted`);
    }
    if (ofAddress === 1) this.#byAddress.delete(address);
    else this.#byAddress.set(address, ofAddress - 1);
    this.#total--;
  }
}
