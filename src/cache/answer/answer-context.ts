import type { SharedCalls } from "../../async/index.js";
import type { LookupContext } from "../find/index.js";
import type { Refreshes } from "./refresh-answer.js";
import type { MadeAnswer } from "./wrap-types.js";

/** What making, storing and refreshing answers needs. */
export interface AnswerContext extends LookupContext {
  /** Answers being made in this process, by entry id: callers who ask the same share one. */
  readonly answers: SharedCalls<MadeAnswer>;
  readonly refreshes: Refreshes;
}
