/** What the store and its query thread say to each other. */
import type { EngineOptions, Progress } from "../columns/mod.ts";
import type { UuidList } from "../event/mod.ts";
import type { SegmentView } from "../journal/segment.ts";
import type { Failure } from "../thread_failure.ts";
import type {
  CountQuery,
  FieldsQuery,
  FieldsResult,
  PackedResult,
  RecordsQuery,
  Suggestions,
} from "../query/mod.ts";

/** What is asked, of the acknowledged parts of the segments. */
export type Question =
  & { readonly views: readonly SegmentView[] }
  & (
    | { readonly kind: "count" | "countJson"; readonly query: CountQuery }
    | { readonly kind: "fields"; readonly query: FieldsQuery }
    | { readonly kind: "suggestions" }
    | {
      readonly kind: "records";
      readonly query: RecordsQuery;
      readonly maxCharacters: number;
    }
  );

/** A count, and what was noticed of the segments. */
export interface CountAnswer<Result> {
  readonly result: Result;
  /** Lines of the segments that are no records. */
  readonly unreadableLines: number;
  /** What is wrong with segments, behind the name of each. */
  readonly damages: readonly string[];
  /** Whether segments that were listed were not there: then it may be another one soon. */
  readonly lacksSegments: boolean;
}

/** The answer to each kind of question. */
export interface Answers {
  readonly count: CountAnswer<PackedResult>;
  /** In pieces: a large answer is nowhere in one. */
  readonly countJson: CountAnswer<readonly Uint8Array<ArrayBuffer>[]>;
  readonly fields: FieldsResult;
  readonly suggestions: Suggestions;
  readonly records: readonly string[];
}

/** What a thread is sent first. */
export interface SetUpMessage {
  readonly setUp: EngineOptions;
}

/** A segment to warm up with; nothing is answered. */
export interface WarmUpMessage {
  readonly warmUp: SegmentView;
}

/** All segments, before the first question about them: it need not wait for their list. */
export interface ViewsMessage {
  readonly views: readonly SegmentView[];
}

/** What a thread that helps is sent first. */
export interface HelpMessage {
  /** Of the thread that it helps. */
  readonly port: MessagePort;
}

/** Segments whose uuids are to be read; see `UuidsMessage`. */
export interface ReadUuidsMessage {
  readonly uuidsOf: readonly SegmentView[];
  /** Where they are asked for. */
  readonly port: MessagePort;
  /** Not 0 once no more are wanted, whatever has been asked for; one more is asked for then. */
  readonly isEnough: Int32Array<SharedArrayBuffer>;
}

/** Asks for one more list of uuids. */
export interface NextUuidsMessage {
  /** That of an earlier list, to be used again. */
  readonly spare: ArrayBuffer | undefined;
}

/** The answer to it. */
export interface UuidsMessage {
  /** The latest lines' first; `undefined` once all have been read. */
  readonly uuids?: UuidList;
  /** Whether they cannot be read. */
  readonly isBroken?: boolean;
}

/** Another thread can help to read, at the other end of this port. */
export interface ScanThreadMessage {
  readonly scanThread: MessagePort;
}

/** A question on its way. */
export interface QuestionMessage {
  readonly id: number;
  /** Without its views, of which there can be thousands. */
  readonly question: Question;
  /** The segments from a place on; those before are the same as in the message before. */
  readonly changed: {
    readonly from: number;
    readonly views: readonly SegmentView[];
  };
}

/** How far the question of that number has come; only of counts. */
export interface ProgressMessage {
  readonly id: number;
  readonly progress: Progress;
}

/** Takes the place of an answer that the runtime holds; see `query_worker.ts`. */
export interface OverMessage {
  readonly isOver: true;
}

/** The answer to the question of that number. */
export interface AnswerMessage {
  readonly id: number;
  readonly answer?: Answers[Question["kind"]];
  readonly failure?: Failure;
}
