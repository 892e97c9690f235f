/** Who may do what: rights, tokens, and the defaults. */
export { accessPolicy, describePolicy, isAllOpen } from "./policy.ts";
export type { AccessPolicy, PolicyOptions } from "./policy.ts";
export { includesRight, isRight, RIGHTS } from "./rights.ts";
export type { Right } from "./rights.ts";
export { hashSecret, newSecret, newTokenSecret } from "./secret.ts";
export {
  changeTokens,
  isTokenName,
  readTokens,
  readTokenUses,
  TOKEN_NAME_RULE,
} from "./token_file.ts";
export type { Token } from "./token_file.ts";
export { TokenRegistry } from "./token_registry.ts";
