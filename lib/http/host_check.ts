/**
 * The check of the `Host` header, or of what HTTP/2 has in its place, against DNS rebinding: a page
 * of `evil.example` whose name is made to resolve to this server would else be let read from it, as
 * of its own origin.
 *
 * Addresses pass: no DNS stands behind them. Writing is not checked: any site can have a browser
 * post without reading the answer, and clients know the server by names that it does not.
 */
import { ServiceError } from "../error.ts";
import { bareHost, isAddress, isLoopback } from "../net/address.ts";
import { hostOf } from "./request_target.ts";

/** Throws a `ServiceError` 421 for a host that the server does not go by. */
export type HostCheck = (request: Request) => void;

/** @param names what the server goes by, besides addresses and names of the loopback */
export function hostCheck(names: readonly string[]): HostCheck {
  const known = new Set(names.map(bareHost));
  return (request) => {
    const host = hostOf(request);
    const name = nameOf(host);
    if (
      name !== undefined &&
      (isAddress(name) || isLoopback(name) || known.has(bareHost(name)))
    ) return;
    throw new ServiceError(
      { status: 421, code: "unknown_host" },
      `This server does not go by the host ${
        JSON.stringify(host.slice(0, 300))
      }; --allowed-host makes it known`,
    );
  };
}

/** What stands before the port; `undefined` where that is no host. */
function nameOf(host: string): string | undefined {
  return /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(host)?.[1];
}
