/** From the options to what requests are checked by. */
import type { AccessPolicy, TokenRegistry } from "../access/mod.ts";
import type { ServerConfig } from "../config.ts";
import { harmlessBytes, shapeCheck } from "../event/mod.ts";
import { Access } from "./access.ts";
import { CallerLimits } from "./caller_limits.ts";
import type { HttpContext } from "./context.ts";
import { hostCheck } from "./host_check.ts";
import { PendingBodies } from "./pending_bodies.ts";

export interface ChecksOptions {
  readonly config: ServerConfig;
  readonly policy: AccessPolicy;
  /** `undefined` where everything is open. */
  readonly tokens: TokenRegistry | undefined;
  /** The machine's own name. */
  readonly hostname: string;
  readonly clock: () => Date;
}

/** What a context holds of checks: no more of them than the options ask for. */
export function checksOf(
  { config, policy, tokens, hostname, clock }: ChecksOptions,
): Pick<HttpContext, "limits" | "bodies" | "access" | "callers" | "checkHost"> {
  const { maxRequestsPerSecond, maxBytesPerDay, trustProxy } = config;
  const counts = maxRequestsPerSecond !== undefined ||
    maxBytesPerDay !== undefined;
  return {
    limits: {
      ...config,
      checkShape: shapeCheck(config),
      harmlessBytes: harmlessBytes(config),
    },
    bodies: new PendingBodies({
      maxBytes: config.maxPendingBytes,
      clockMs: () => performance.now(),
    }),
    checkHost: hostCheck([config.host, hostname, ...config.allowedHost]),
    ...tokens && { access: new Access({ policy, tokens, clock, trustProxy }) },
    ...counts && {
      callers: new CallerLimits({
        maxRequestsPerSecond,
        maxBytesPerDay,
        trustProxy,
        clock,
      }),
    },
  };
}
