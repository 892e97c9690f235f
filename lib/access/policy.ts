/** Which rights are open to everyone, and how the start says so. */
import { isLoopback } from "../net/address.ts";
import { type Right, RIGHTS } from "./rights.ts";

/** For each right whether everyone has it. */
export type AccessPolicy = Readonly<Record<Right, boolean>>;

/** The options that decide. */
export interface PolicyOptions {
  /** Where the server listens. */
  readonly host: string;
  /** A proxy stands before it: then others than this machine's own users reach it. */
  readonly trustProxy: boolean;
  /** `undefined`: as it fits where the server listens. */
  readonly openRead: boolean | undefined;
  readonly requireWriteToken: boolean;
}

export function accessPolicy(
  { host, trustProxy, openRead, requireWriteToken }: PolicyOptions,
): AccessPolicy {
  const isPrivate = isLoopback(host) && !trustProxy;
  return {
    write: !requireWriteToken,
    read: openRead ?? isPrivate,
    admin: isPrivate && openRead !== false && !requireWriteToken,
  };
}

/** Whether nothing needs a token. */
export function isAllOpen(policy: AccessPolicy): boolean {
  return RIGHTS.every((right) => policy[right]);
}

const DEEDS: Readonly<Record<Right, string>> = {
  write: "Writing",
  read: "reading",
  admin: "administering",
};

/** Which right is open, in one line. */
export function describePolicy(policy: AccessPolicy): string {
  const said = RIGHTS.map((right) =>
    `${DEEDS[right]} ${policy[right] ? "is open to everyone" : "needs a token"}`
  ).join(", ");
  return isAllOpen(policy)
    ? `${said} on this machine`
    : `${said}: see pyanalytics-server token --help`;
}
