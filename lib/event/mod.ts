/** What an event is: one JSON object, kept as its own text. */
export {
  type Event,
  eventTail,
  readEvent,
  readOrProblem,
  readUsual,
  TAIL_BYTES,
} from "./event.ts";
export {
  type Allocate,
  completeLines,
  type EventRun,
  headAt,
  headBytesOf,
  RunBuilder,
  runOf,
} from "./event_run.ts";
export { type JoinedLines, joinedLines } from "./joined_lines.ts";
export { MAX_NESTING } from "./exact.ts";
export { harmlessBytes, type ShapeCheck, shapeCheck } from "./shape.ts";
export { keyOfUuid, type UuidKey } from "./uuid_key.ts";
export { GrowingUuidList, UUID_ROW_WORDS, type UuidList } from "./uuid_list.ts";
export { uuidKeyOfLine } from "./uuid_of_line.ts";
export { uuidListsBackward } from "./uuids_of_lines.ts";
