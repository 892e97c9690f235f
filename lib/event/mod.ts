/** What an event is: one JSON object, kept as its own text. */
export {
  type Event,
  eventTail,
  readEvent,
  readEventLines,
  readOrProblem,
  readUsual,
} from "./event.ts";
export { MAX_NESTING } from "./exact.ts";
export { type ShapeCheck, shapeCheck } from "./shape.ts";
export { keyOfUuid, type UuidKey } from "./uuid_key.ts";
export { uuidKeyOfLine } from "./uuid_of_line.ts";
export { eachUuidBackward } from "./uuids_of_lines.ts";
