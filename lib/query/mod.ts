/** The rules of questions: paths, conditions, bounds, counting. */
export type { JsonObject } from "../json/exact.ts";
export { countResult } from "./answer.ts";
export type { Counted, CountedGroups, GroupTally } from "./answer.ts";
export { parseFieldsQuery } from "./fields.ts";
export type {
  FieldsQuery,
  FieldsResult,
  FieldSummary,
  Suggestions,
} from "./fields.ts";
export { INTERVALS } from "./interval.ts";
export { COUNT_PARAMETERS, RECORDS_PARAMETERS } from "./parameters.ts";
export { equalCondition, isWritable, valueText } from "./predicate.ts";
export {
  parseCountQuery,
  parseFilter,
  parseRecordsQuery,
  recordTest,
} from "./query.ts";
export type { CountQuery, Filter, RecordsQuery } from "./query.ts";
export { parseRecord, serverTimeOf } from "./record.ts";
export {
  type PackedResult,
  packResult,
  unpackResult,
} from "./packed_groups.ts";
export { LazyGroups } from "./groups.ts";
export type { CountResult, Group, Groups } from "./result.ts";
export { countResultBytes, countResultJson } from "./result_json.ts";
export { VIRTUAL_FIELDS } from "./virtual_fields.ts";
