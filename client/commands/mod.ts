/** What the client does besides reporting: `pyanalytics-client COMMAND`. */
export { type Command, type CommandModule } from "./command.ts";
export { COMMANDS, findCommand } from "./commands.ts";
export { runCommand } from "./run_command.ts";
