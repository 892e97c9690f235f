/** What the server's executable does besides serving. */
export type { Command, CommandContext, RunCommand } from "./command.ts";
export { COMMANDS, findCommand } from "./commands.ts";
export { SERVER_PERMISSIONS, type ServerUse } from "./permissions.ts";
export { runCommand } from "./run_command.ts";
