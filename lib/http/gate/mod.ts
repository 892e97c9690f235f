/** A server whose connections are bounded in number and in time. */
export { Gate, type GateOptions } from "./gate.ts";
export { type ConnectionLimits, isLimited } from "./limits.ts";
